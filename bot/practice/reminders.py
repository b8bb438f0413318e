"""When somebody's daily questions come next: kept in one place, whichever feature changes them."""

from dataclasses import replace

from bot.chat.turn import Turn
from bot.storage import outbox, subscriptions
from bot.storage.subscriptions import Subscription
from bot.study.plan import moved, next_due, zone


def schedule(turn: Turn, subscription: Subscription) -> Subscription:
    """Find the next moment that has not been used, after any pause, and keep it."""
    after = max(turn.now, subscription.paused_until or turn.now)
    served = outbox.last_push(turn.tx, subscription.user_id)
    due = next_due(after, subscription.rhythm, zone(turn.learner.zone), served)
    return _kept(turn, replace(subscription, due=due))


def move(turn: Turn, subscription: Subscription) -> Subscription:
    """The same hours in another zone: no date is lost, and none comes twice."""
    if subscription.due is None or subscription.is_paused(turn.now):
        return schedule(turn, subscription) if subscription.due else subscription
    served = outbox.last_push(turn.tx, subscription.user_id)
    due = moved(turn.now, subscription.rhythm, zone(turn.learner.zone), served, subscription.due)
    return _kept(turn, replace(subscription, due=due))


def begin_again(turn: Turn, subscription: Subscription) -> Subscription:
    """After a pause or an absence: as if nothing had been missed."""
    return schedule(turn, replace(subscription, paused_until=None, unanswered=0, asked_on=None))


def set_amount(turn: Turn, subscription: Subscription, amount: int) -> Subscription:
    """More or fewer a day. Whoever had stopped being asked, and now says how many, is back."""
    changed = subscription.with_amount(amount)
    return schedule(turn, changed) if subscription.due else begin_again(turn, changed)


def _kept(turn: Turn, subscription: Subscription) -> Subscription:
    subscriptions.save(turn.tx, subscription)
    return subscription
