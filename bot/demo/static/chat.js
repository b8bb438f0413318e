// The demo's page. One socket; the server says what there is, this file shows it and sends what I do.
// draw.js knows how a message looks.

import { arrange, dateOf, dayMark, draw, drawPending, element, patch, patchInside, scene, timeOf, word } from './draw.js'

const $ = id => document.getElementById(id)
const LONGEST = 80000 // characters of one text; the server takes a little more
const NEAR = 120 // pixels from the bottom within which new messages keep the view at the bottom
const LATE = 1000 // milliseconds after which a text that is not confirmed is shown as waiting

// What this tab remembers; a browser that keeps nothing is no reason to stop.
const kept = name => { try { return sessionStorage[name] } catch { return undefined } }
const keep = (name, value) => { try { sessionStorage[name] = value } catch { /* full or forbidden */ } }
const names = () => { try { return Object.keys(sessionStorage) } catch { return [] } }
const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
const tab = kept('tab') ?? hex(crypto.getRandomValues(new Uint8Array(16)))
keep('tab', tab)

let socket, chats = [], ahead = 0, began = false, greeted = false, retry = 300
let open = { chat: null, thread: null }
let shown = new Map() // message id → message, of the open chat
let more = false, loaded = false, reply = null, inline = null, tour = null, touring = false
let waiting = new Map(JSON.parse(kept('waiting') ?? '[]').map(one => [one.n, one])) // acts that were not confirmed yet
let number = Date.now()

// --- the socket

function connect() {
  const address = new URL('live', location.href)
  address.protocol = address.protocol.replace('http', 'ws')
  address.search = new URLSearchParams({ tab, language: navigator.language, zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? '' })
  socket = new WebSocket(address)
  socket.onmessage = event => hear(JSON.parse(event.data))
  socket.onclose = lose
}

async function lose() {
  greeted = false
  for (const one of waiting.values()) one.late = true
  if (began && $('lost').hidden) { $('lost').textContent = word('demo-js-lost'); $('lost').hidden = false }
  online()
  pending()
  // A socket does not say why it was refused; the page itself is gone when the address has changed.
  const about = { cache: 'no-store', signal: AbortSignal.timeout(3000) }
  const moved = await fetch(location.href, about).then(found => [403, 404].includes(found.status), () => false)
  if (began && moved) $('lost').textContent = word('demo-js-moved')
  setTimeout(connect, retry)
  retry = Math.min(retry * 2, 3000)
}

// Only what is said waits for the connection: an old press or travel would surprise whoever forgot it.
function act(name, more = {}) {
  if (!greeted && name !== 'say') { toast(word('demo-js-lost')); return false }
  const n = ++number
  const one = { n, act: name, ...more, late: !greeted }
  waiting.set(n, one)
  if (greeted) socket.send(JSON.stringify(one))
  setTimeout(() => { one.late = true; pending() }, LATE)
  unconfirmed()
  return true
}

const ask = (name, more) => greeted && socket.send(JSON.stringify({ act: name, ...more }))

function unconfirmed() {
  keep('waiting', JSON.stringify([...waiting.values()].filter(one => one.act === 'say')))
  const moving = [...waiting.values()].some(one => one.act === 'travel' || one.act === 'reset')
  for (const button of document.querySelectorAll('[data-travel]')) button.setAttribute('aria-busy', String(moving))
  pending()
}

function online() {
  for (const button of document.querySelectorAll('[data-travel], #tour, #reset')) button.setAttribute('aria-disabled', String(!greeted))
}

function hear(said) {
  if (said.reset) forget()
  if (said.hello) greet(said.hello)
  if (said.state) settle(said.state, Boolean(said.hello))
  if (said.page) fill(said.page)
  if (said.message && said.message.chat === open.chat) put(said.message)
  if (said.gone && said.gone.chat === open.chat) drop(said.gone.id)
  if (said.place) place(said.place)
  if (said.toast) answered(said.toast)
  if (said.inline) offer(said.inline)
  if ('tour' in said) guide(said.tour)
  if (said.refused) refused(said)
  if (said.done) { waiting.delete(said.done); unconfirmed() }
}

function greet(hello) {
  Object.assign(scene, hello)
  if (greeted) return
  if (!$('lost').hidden) toast(word('demo-js-again'))
  $('lost').hidden = true
  began = greeted = true
  retry = 300
  for (const unsent of waiting.values()) socket.send(JSON.stringify(unsent))
  online()
}

function settle(state, fresh) {
  chats = state.chats
  ahead = state.now - Date.now()
  tick()
  list()
  verdict(state)
  if (!fresh) return
  const last = chats.find(chat => chat.id === (open.chat ?? Number(kept('chat'))))
  const thread = open.chat ? open.thread : Number(kept('thread')) || null
  last ? go(last.id, last.topics.some(topic => topic.id === thread) ? thread : null, false) : go(scene.me, null, false)
}

// Everything starts over: nothing of what I began to write belongs anywhere.
function forget() {
  shown.clear()
  scene.opened.clear()
  unreply()
  $('box').value = ''
  for (const name of names()) if (name.startsWith('draft')) delete sessionStorage[name]
  grow()
  suggest()
}

function refused({ refused: text, n }) {
  toast(text)
  for (const key of $('log').querySelectorAll('.keys [aria-busy]')) key.removeAttribute('aria-busy')
  const lost = waiting.get(n)
  if (lost?.act === 'say' && !$('box').value) { $('box').value = lost.text; grow() }
}

// --- the side list

const KINDS = { private: 'demo-js-private', supergroup: 'demo-js-group', forum: 'demo-js-forum', channel: 'demo-js-channel' }
const kindOf = chat => word(KINDS[chat.forum ? 'forum' : chat.kind])
const current = () => chats.find(chat => chat.id === open.chat)
const named = chat => chat.id === scene.me ? 'Studybot' : chat.title
const countOf = unread => unread > 0 && element('span', { className: 'count' }, String(unread), element('span', { className: 'unseen' }, ` ${word('demo-js-unread')}`))

function list() {
  patchInside($('chats'), chats.map(chat => element('li', {},
    element('button', { type: 'button', 'data-chat': chat.id, 'aria-current': chat.id === open.chat && 'true' },
      element('span', { dir: 'auto' }, named(chat)),
      countOf(chat.unread),
      element('span', { className: 'last', dir: 'auto' }, chat.last || kindOf(chat))))))
  const unread = chats.reduce((sum, chat) => sum + chat.unread, 0)
  document.title = (unread ? `(${unread}) ` : '') + $('side').querySelector('h1').textContent
  const about = current()
  $('topics').hidden = !about?.forum
  patchInside($('topics'), !about?.forum ? [] : about.topics.map(topic => element('button', {
    type: 'button', 'data-thread': topic.id ?? '', 'aria-pressed': topic.id === open.thread ? 'true' : 'false',
  }, topic.name || word('demo-js-general'), countOf(topic.unread))))
}

function place(view) {
  const known = chats.find(chat => chat.id === view.id)
  if (known) Object.assign(known, view)
  list()
  if (view.id === open.chat) seen()
}

// Tell what I have read: whatever of the open chat stands in a window that I see.
function seen() {
  const topic = current()?.topics.find(one => one.id === open.thread) ?? current()
  if (topic?.unread && document.visibilityState === 'visible' && $('log').clientWidth) ask('read', open)
}

function go(chat, thread, focus) {
  const moved = open.chat !== chat, changed = moved || open.thread !== thread
  if (changed) { keepDraft(); unreply() }
  open = { chat, thread }
  keep('chat', chat)
  keep('thread', thread ?? '')
  const about = current()
  $('title').textContent = named(about)
  $('about').textContent = kindOf(about)
  if (focus) unlist()
  if (moved) { shown.clear(); more = loaded = false }
  if (changed) { $('box').value = kept(draftOf()) ?? ''; grow(); show(); toBottom() }
  ask('open', { chat })
  list()
  guide(tour)
  suggest()
  if (focus) $('box').focus()
}

function verdict(state) {
  const broken = state.errors > 0
  const words = broken ? word(state.runs ? 'demo-js-broken' : 'demo-js-asleep') : ''
  $('checker').hidden = !state.mistakes.length
  $('verdict').textContent = words
  patchInside($('mistakes'), state.mistakes.map(text => element('li', {}, text)))
  $('trouble').hidden = !broken
  $('trouble').textContent = broken ? `${words} ${state.mistakes[0]}` : ''
  $('send').disabled = !state.runs
}

function tick() {
  const now = new Date(Date.now() + ahead)
  $('clock').dateTime = now.toISOString()
  $('clock').textContent = `${dateOf(now)}, ${timeOf(now)}`
}

// On a phone the list and the chat take turns, and the browser's Back leads to the list.
const narrow = matchMedia('(max-width: 44rem)')
function unlist() {
  if (document.body.classList.contains('listed') && narrow.matches) history.pushState({ chat: true }, '')
  document.body.classList.remove('listed')
}
function relist() {
  document.body.classList.add('listed')
  $('chats').querySelector('[aria-current]')?.focus()
}
addEventListener('popstate', () => { if (narrow.matches) history.state?.chat ? document.body.classList.remove('listed') : relist() })

// --- the messages

const inTopic = message => !current()?.forum || message.thread === open.thread
const nodeOf = id => $('log').querySelector(`[data-id="${id}"]`)
const atBottom = () => $('scroll').scrollHeight - $('scroll').scrollTop - $('scroll').clientHeight < NEAR
const toBottom = () => { stuck = true; $('scroll').scrollTop = $('scroll').scrollHeight; $('latest').hidden = true }
let stuck = true // the view stays at the bottom while messages come and change their height
const settled = new ResizeObserver(() => stuck && toBottom())
settled.observe($('log'))
settled.observe($('scroll'))
new ResizeObserver(() => { grow(); seen() }).observe($('main'))

let quiet
function fill(page) {
  if (page.chat !== open.chat) return
  const older = shown.size && page.messages.length && page.messages.at(-1).id < Math.min(...shown.keys())
  const bottom = !older && (!loaded || stuck)
  const was = shown
  if (!older) shown = new Map([...shown].filter(([id]) => page.messages.length && id < page.messages[0].id))
  for (const message of page.messages) shown.set(message.id, message)
  shown = new Map([...shown].sort(([a], [b]) => a - b))
  if (older || !page.messages.length || page.messages[0].id === Math.min(...shown.keys())) more = page.more
  loaded = true
  $('log').setAttribute('aria-live', 'off') // a history is not read aloud
  clearTimeout(quiet)
  quiet = setTimeout(() => $('log').removeAttribute('aria-live'), 1000)
  const anchor = $('log').querySelector('article'), top = anchor?.getBoundingClientRect().top
  const hold = () => { if (anchor?.isConnected) $('scroll').scrollTop += anchor.getBoundingClientRect().top - top }
  const focused = document.activeElement === $('older')
  show(was)
  if (bottom) toBottom()
  else if (older) { hold(); requestAnimationFrame(hold) }
  if (focused && !more) anchor?.focus({ preventScroll: true })
  seen()
}

// Draw what is shown. Messages that look as before keep their element, with focus and choices.
function show(was = shown) {
  const here = [...shown.values()].filter(inTopic)
  const days = new Map([...$('log').querySelectorAll('.day')].map(mark => [mark.textContent, mark]))
  $('older').hidden = !more
  arrange($('log'), here.flatMap((message, i) => {
    const day = dayMark(message, here[i - 1])
    const node = nodeOf(message.id) ?? draw(message)
    const before = was.get(message.id)
    if (before && before !== message && JSON.stringify(before) !== JSON.stringify(message)) redraw(node, before, message)
    return [day && (days.get(day.textContent) ?? day), node].filter(Boolean)
  }))
  if (!here.length) $('log').append(...nothing())
  pending()
}

function nothing() {
  if (!loaded) return greeted ? [] : [element('p', { className: 'empty' }, word('demo-js-lost-chat'))]
  const offers = open.chat !== scene.me ? [] : [element('button', { type: 'button', 'data-does': 'command', 'data-text': '/start' }, '/start'), ' ',
    element('button', { type: 'button', 'data-does': 'tour' }, $('tour').textContent)]
  return [element('p', { className: 'empty' }, word('demo-js-empty')), element('p', { className: 'empty' }, ...offers)]
}

function pending() {
  for (const old of $('log').querySelectorAll('.pending')) old.remove()
  const mine = [...waiting.values()].filter(one => one.act === 'say' && one.late && one.chat === open.chat && one.thread === open.thread)
  if (mine.length) for (const empty of $('log').querySelectorAll('.empty')) empty.remove()
  $('log').append(...mine.map(drawPending))
}

function put(message) {
  const known = shown.get(message.id)
  const last = [...shown.values()].filter(inTopic).at(-1)
  shown.set(message.id, message)
  if (!inTopic(message)) return
  const node = nodeOf(message.id)
  if (node) redraw(node, known, message)
  else if (!known) append(message, last)
  if (stuck || message.mine && !node) toBottom()
  else if (!node) $('latest').hidden = false
}

function append(message, last) {
  for (const empty of $('log').querySelectorAll('.empty')) empty.remove()
  const fresh = draw(message)
  fresh.classList.add('fresh')
  const parts = [dayMark(message, last), fresh].filter(Boolean)
  const first = $('log').querySelector('.pending')
  first ? first.before(...parts) : $('log').append(...parts)
}

// The focus stays with a message that changes, but never on a key that means something else now.
function redraw(node, was, message) {
  const focused = document.activeElement, had = node.contains(focused)
  const others = had && focused.closest('.keys') && JSON.stringify(was.rows) !== JSON.stringify(message.rows)
  patch(node, draw(message))
  if (others || had && !node.contains(document.activeElement)) (node.querySelector('.poll') ?? node).focus({ preventScroll: true })
}

function drop(id) {
  shown.delete(id)
  const node = nodeOf(id)
  if (node?.contains(document.activeElement)) $('box').focus()
  node?.remove()
}

// --- what I do

const say = (text, to = null) => act('say', { chat: open.chat, thread: open.thread, text, reply: to })
const at = message => ({ chat: message.chat, message: message.id })

const DOES = {
  reply: message => {
    reply = message
    $('replied').textContent = `${word('demo-js-reply-to')} ${message.name}: ${message.poll?.question ?? message.text}`
    $('reply').hidden = false
    $('box').focus()
  },
  quoted: (_message, { dataset }) => nodeOf(dataset.to)?.scrollIntoView({ block: 'center' }),
  command: (_message, { dataset }) => say(dataset.text),
  tour: () => startTour(),
  open: (message, { dataset }) => {
    const node = nodeOf(message.id)
    scene.opened.add(dataset.place)
    patch(node, draw(message))
    if (!node.contains(document.activeElement)) node.focus({ preventScroll: true })
  },
  link: (_message, { dataset }, event) => { if (!/^https?:/i.test(dataset.to) || ours(dataset.to)) { event.preventDefault(); follow(dataset.to) } },
  key: (message, button) => {
    const { row, column } = button.dataset
    const { url } = message.rows[row][column]
    if (url) { ours(url) ? follow(url) : window.open(url, '_blank', 'noopener,noreferrer'); return }
    if (act('press', { ...at(message), row: Number(row), column: Number(column) })) button.setAttribute('aria-busy', 'true')
  },
  vote: message => {
    const places = [...nodeOf(message.id).querySelectorAll('input:checked')].map(input => Number(input.value))
    if (places.length) act('vote', { ...at(message), places })
  },
}

const ours = address => { try { return new URL(address).host === 't.me' } catch { return false } }

// t.me/<bot>?start=x opens my chat and sends /start x, as Telegram does.
function follow(address) {
  const to = ours(address) ? new URL(address) : null
  if (!to || to.pathname.slice(1).toLowerCase() !== scene.bot.toLowerCase() || !to.searchParams.has('start')) { toast(word('demo-js-linked')); return }
  go(scene.me, null, true)
  say(`/start ${to.searchParams.get('start')}`)
}

function send(event) {
  event?.preventDefault()
  const text = $('box').value
  if (!text.trim() || $('send').disabled || open.chat === null) return
  if (text.length > LONGEST) { toast(word('demo-js-too-long')); return }
  say(text, reply?.id)
  emptyBox()
  unreply()
  toBottom()
}

function emptyBox() {
  $('box').value = ''
  keepDraft()
  grow()
  suggest()
}

const draftOf = () => `draft${open.chat}/${open.thread ?? ''}`
function keepDraft() {
  if (open.chat !== null) keep(draftOf(), $('box').value)
}

function grow() {
  if (!$('box').clientWidth) return // not on the screen: it has no height to measure
  $('box').style.height = 'auto'
  $('box').style.height = `${$('box').scrollHeight + 2}px`
}

function unreply() {
  reply = null
  $('reply').hidden = true
}

// Commands after a slash; inline results after @bot.
let asked
const inlineOf = text => text.match(new RegExp(`^@${scene.bot}(?:\\s+(.*))?$`, 'is'))
function suggest() {
  const text = $('box').value
  clearTimeout(asked)
  const query = inlineOf(text)
  if (query) { asked = setTimeout(() => ask('inline', { text: (query[1] ?? '').slice(0, 256) }), 120); return }
  inline = null
  const found = text.match(/^\/\w*$/) ? (current()?.commands ?? []).filter(command => `/${command.command}`.startsWith(text)) : []
  const suffix = open.chat === scene.me ? '' : `@${scene.bot}`
  menu(found.map(command => ({ label: `/${command.command}`, about: command.description, does: () => { $('box').value = `/${command.command}${suffix}`; send() } })), 'demo-js-commands')
}

function offer(found) {
  if (!inlineOf($('box').value)) return
  inline = found.query
  menu(found.results.map(result => ({ label: result.title, about: result.description, does: () => {
    if (act('pick', { ...open, query: found.query, result: result.id })) emptyBox()
  } })), found.results.length ? 'demo-js-results' : 'demo-js-no-results')
}

let entries = []
function menu(found, hint) {
  entries = found
  patchInside($('menu'), entries.map((entry, i) => element('button', { type: 'button', dir: 'auto', 'data-entry': i }, entry.label, element('small', {}, entry.about))))
  $('menu').hidden = !entries.length
  const text = entries.length || hint === 'demo-js-no-results' ? word(hint) : ''
  if ($('hint').textContent !== text) $('hint').textContent = text
}

function answered({ text, alert }) {
  for (const key of $('log').querySelectorAll('.keys [aria-busy]')) key.removeAttribute('aria-busy')
  if (!text) return
  if (!alert) { toast(text); return }
  $('alert-text').textContent = text
  if (!$('alert').open) $('alert').showModal()
}

let fading
function toast(text) {
  $('toast').textContent = text
  clearTimeout(fading)
  fading = setTimeout(() => { $('toast').textContent = '' }, 4500)
}

// The tour speaks about my chat with the bot; elsewhere its bar only says where it is.
function guide(told) {
  const had = $('guide').contains(document.activeElement)
  tour = told
  $('guide').hidden = !told
  if (told && touring) { touring = false; unlist(); go(scene.me, null, false) }
  if (told) {
    const away = open.chat !== scene.me
    $('told').textContent = away ? word('demo-js-tour-away') : `${told.place} / ${told.of}  ${told.text}`
    $('there').hidden = !away
    $('next').hidden = away || told.end
    $('leave').textContent = told.end ? $('leave').dataset.end : $('leave').dataset.on
  }
  if (had && !$('guide').contains(document.activeElement)) $('box').focus()
  else if (had && !document.activeElement.checkVisibility()) (told ? $('leave') : $('box')).focus()
}

function startTour() {
  const start = () => { if (act('tour', { to: 'start' })) touring = true }
  shown.size || current()?.last ? sure('demo-js-sure-tour', start) : start()
}

function sure(key, does) {
  if (!greeted) { toast(word('demo-js-lost')); return }
  $('sure-text').textContent = word(key)
  $('sure').returnValue = ''
  $('sure').onclose = () => { if ($('sure').returnValue === 'yes') does() }
  $('sure').showModal()
}

// --- hands

function pressed(event) {
  const found = event.target.closest('[data-does]')
  if (!found) return
  if (found.getAttribute('href') === '#') event.preventDefault()
  DOES[found.dataset.does](shown.get(Number(found.closest('article')?.dataset.id)), found, event)
}

$('log').addEventListener('click', pressed)
$('log').addEventListener('keydown', event => {
  if (event.key !== 'Enter') return
  if (event.target.matches('.spoiler')) pressed(event)
  if (event.target.matches('.poll input')) DOES.vote(shown.get(Number(event.target.closest('article').dataset.id)))
})
$('chats').addEventListener('click', event => {
  const chat = event.target.closest('[data-chat]')?.dataset.chat
  if (chat) go(Number(chat), null, true)
})
$('topics').addEventListener('click', event => {
  const thread = event.target.closest('[data-thread]')?.dataset.thread
  if (thread !== undefined) go(open.chat, Number(thread) || null, false)
})
$('form').addEventListener('submit', send)
$('box').addEventListener('input', () => { grow(); suggest(); keepDraft() })
$('box').addEventListener('keydown', event => {
  const listed = !$('menu').hidden
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    if (!inline || !listed) { send(event); return }
    event.preventDefault()
    entries[0].does()
  }
  if (event.key === 'Escape') { unreply(); menu([]) }
  if (event.key === 'ArrowUp' && listed) { event.preventDefault(); $('menu').lastElementChild.focus() }
  if (event.key === 'ArrowDown' && listed) { event.preventDefault(); $('menu').firstElementChild.focus() }
})
$('menu').addEventListener('click', event => {
  const entry = event.target.closest('[data-entry]')
  if (entry) { entries[entry.dataset.entry].does(); $('box').focus() }
})
$('menu').addEventListener('keydown', event => {
  const step = { ArrowUp: 'previousElementSibling', ArrowDown: 'nextElementSibling' }[event.key]
  if (step) { event.preventDefault(); (document.activeElement[step] ?? $('box')).focus() }
  else if (event.key === 'Escape') { menu([]); $('box').focus() }
  else if (event.key === 'Backspace' || event.key.length === 1 && event.key !== ' ') $('box').focus() // typing goes on
})
$('unreply').onclick = () => { unreply(); $('box').focus() }
$('older').onclick = () => ask('open', { chat: open.chat, before: Math.min(...shown.keys()) })
$('latest').onclick = () => { toBottom(); $('box').focus() }
$('scroll').addEventListener('scroll', () => { stuck = atBottom(); if (stuck) $('latest').hidden = true }, { passive: true })
$('back').onclick = () => history.state?.chat ? history.back() : relist()
document.querySelector('.skip').onclick = event => { event.preventDefault(); unlist(); $('box').focus() }
$('tour').onclick = startTour
$('reset').onclick = () => sure('demo-js-sure', () => act('reset'))
$('next').onclick = () => act('tour', { to: 'next' })
$('there').onclick = () => go(scene.me, null, true)
$('leave').onclick = () => { if (act('tour', { to: 'end' })) guide(null) }
for (const button of document.querySelectorAll('[data-travel]')) button.onclick = () => act('travel', { to: button.dataset.travel })
document.addEventListener('visibilitychange', seen)
setInterval(tick, 10000)
connect()
