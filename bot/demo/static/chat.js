// The demo's page. One socket; the server says what there is, this file draws it and sends what I do.
// Nothing that somebody wrote is ever parsed as HTML: every text goes in as a text node.

const $ = id => document.getElementById(id)
const tab = sessionStorage.tab ??= crypto.randomUUID()
const TAGS = {
  bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote', spoiler: 'span', text_link: 'a', url: 'a',
  bot_command: 'a', mention: 'b',
}
const NEAR = 120 // pixels from the bottom within which new messages keep the view at the bottom

let socket, words = {}, me = 0, bot = '', chats = [], ahead = 0, began = false
let open = { chat: null, thread: null }
let shown = new Map() // message id → message, of the open chat
let more = false, reply = null, inline = null, retry = 300
let waiting = new Map(), number = Date.now() // acts that were not confirmed yet

const word = key => words[key] ?? ''
const element = (tag, about = {}, ...inside) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(about)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (name in made && typeof value !== 'string') made[name] = value
    else made.setAttribute(name === 'className' ? 'class' : name, value)
  }
  made.append(...inside.filter(part => part !== null && part !== undefined && part !== ''))
  return made
}

// --- the socket

function connect() {
  const address = new URL('live', location.href)
  address.protocol = address.protocol.replace('http', 'ws')
  address.search = new URLSearchParams({ tab, language: navigator.language })
  socket = new WebSocket(address)
  socket.onmessage = event => hear(JSON.parse(event.data))
  socket.onopen = () => {
    retry = 300
    if (!$('lost').hidden) toast(word('demo-js-again'))
    $('lost').hidden = true
  }
  socket.onclose = () => {
    if (began) { $('lost').textContent = word('demo-js-lost'); $('lost').hidden = false }
    setTimeout(connect, retry)
    retry = Math.min(retry * 2, 3000)
  }
}

function act(name, more = {}) {
  const n = ++number
  waiting.set(n, { n, act: name, ...more })
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(waiting.get(n)))
}

const ask = (name, more) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ act: name, ...more }))

function hear(said) {
  if (said.hello) greet(said.hello)
  if (said.state) settle(said.state, Boolean(said.hello))
  if (said.page) fill(said.page)
  if (said.message && said.message.chat === open.chat) put(said.message)
  if (said.gone && said.gone.chat === open.chat) drop(said.gone.id)
  if (said.place) place(said.place)
  if (said.pressed) spin(said.pressed)
  if (said.toast) answered(said.toast)
  if (said.inline) offer(said.inline)
  if ('tour' in said) guide(said.tour)
  if (said.refused) toast(said.refused)
  if (said.done) waiting.delete(said.done)
}

function greet(hello) {
  ({ me, bot, words } = hello)
  began = true
  for (const unsent of waiting.values()) socket.send(JSON.stringify(unsent))
}

function settle(state, fresh) {
  chats = state.chats
  ahead = state.now - Date.now()
  tick()
  list()
  verdict(state)
  if (fresh) go(open.chat ?? (Number(sessionStorage.chat) || me), open.thread, false)
}

// --- the side list

const KINDS = { private: 'demo-js-private', supergroup: 'demo-js-group', forum: 'demo-js-forum', channel: 'demo-js-channel' }
const kindOf = chat => word(KINDS[chat.forum ? 'forum' : chat.kind])
const current = () => chats.find(chat => chat.id === open.chat)
const named = chat => chat.id === me ? 'Studybot' : chat.title

function list() {
  const focused = document.activeElement?.dataset?.chat
  $('chats').replaceChildren(...chats.map(chat => {
    const here = chat.id === open.chat
    const button = element('button', { type: 'button', 'data-chat': String(chat.id), onclick: () => go(chat.id, null, true) },
      element('span', { dir: 'auto' }, named(chat)),
      chat.unread ? element('span', { className: 'count' }, String(chat.unread), element('span', { className: 'unseen' }, ` ${word('demo-js-unread')}`)) : '',
      element('span', { className: 'last', dir: 'auto' }, chat.last || kindOf(chat)))
    if (here) button.setAttribute('aria-current', 'true')
    return element('li', {}, button)
  }))
  if (focused) $('chats').querySelector(`[data-chat="${focused}"]`)?.focus()
  const unread = chats.reduce((sum, chat) => sum + chat.unread, 0)
  document.title = (unread ? `(${unread}) ` : '') + $('side').querySelector('h1').textContent
}

function place(view) {
  const known = chats.find(chat => chat.id === view.id)
  if (known) Object.assign(known, view)
  if (view.id === open.chat && view.unread) seen()
  list()
}

function seen() {
  if (document.visibilityState === 'visible' && !document.body.classList.contains('listed')) ask('read', { chat: open.chat })
}

function go(chat, thread, focus) {
  if (open.chat !== chat) { keepDraft(); unreply() }
  const changed = open.chat !== chat || open.thread !== thread
  open = { chat, thread }
  sessionStorage.chat = chat
  const about = current()
  if (!about) return
  $('title').textContent = named(about)
  $('about').textContent = kindOf(about)
  $('topics').hidden = !about.forum
  const topics = [{ id: null, name: word('demo-js-general') }, ...about.topics]
  $('topics').replaceChildren(...(about.forum ? topics : []).map(topic => element('button', {
    type: 'button', 'aria-pressed': String(topic.id === thread), onclick: () => go(chat, topic.id, false),
  }, topic.name)))
  if (changed) { $('log').replaceChildren(); shown.clear(); $('box').value = sessionStorage[`draft${chat}`] ?? ''; grow() }
  ask('open', { chat })
  list()
  if (focus) { document.body.classList.remove('listed'); $('box').focus() }
  suggest()
}

function verdict(state) {
  const broken = state.errors > 0
  $('checker').hidden = !broken && !state.mistakes.length
  $('verdict').textContent = broken ? word(state.runs ? 'demo-js-broken' : 'demo-js-asleep') : state.mistakes.length ? '' : word('demo-js-good')
  $('mistakes').replaceChildren(...state.mistakes.map(text => element('li', {}, text)))
  $('send').disabled = !state.runs
}

function tick() {
  const now = new Date(Date.now() + ahead)
  $('clock').dateTime = now.toISOString()
  $('clock').textContent = now.toLocaleString(document.documentElement.lang, { dateStyle: 'full', timeStyle: 'short' })
}

// --- the messages

function fill(page) {
  if (page.chat !== open.chat) return
  const scroll = $('scroll')
  const older = shown.size && page.messages.length && page.messages.at(-1).id < Math.min(...shown.keys())
  const bottom = !older && (!shown.size || stuck)
  const height = scroll.scrollHeight - scroll.scrollTop
  if (!older) shown = new Map([...shown].filter(([id]) => page.messages.length && id < page.messages[0].id))
  for (const message of page.messages) shown.set(message.id, message)
  shown = new Map([...shown].sort(([a], [b]) => a - b))
  if (older || page.messages.length === 0 || page.messages[0].id === Math.min(...shown.keys())) more = page.more
  $('older').hidden = !more
  $('log').setAttribute('aria-busy', 'true') // a history is not read aloud
  const here = [...shown.values()].filter(inTopic)
  $('log').replaceChildren(...here.flatMap((message, i) => [dayMark(message, here[i - 1]), draw(message)]).filter(Boolean))
  if (!here.length) $('log').append(element('p', { className: 'empty' }, word('demo-js-empty')))
  if (bottom) toBottom()
  else scroll.scrollTop = scroll.scrollHeight - height
  requestAnimationFrame(() => $('log').removeAttribute('aria-busy'))
  seen()
}

const inTopic = message => !current()?.forum || message.thread === open.thread
const dayOf = message => new Date(message.at).toDateString()
const nodeOf = id => $('log').querySelector(`[data-id="${id}"]`)
const atBottom = () => $('scroll').scrollHeight - $('scroll').scrollTop - $('scroll').clientHeight < NEAR
const toBottom = () => { stuck = true; $('scroll').scrollTop = $('scroll').scrollHeight; $('latest').hidden = true }
let stuck = true // the view stays at the bottom while messages come and change their height
new ResizeObserver(() => stuck && toBottom()).observe($('log'))
new ResizeObserver(() => stuck && toBottom()).observe($('scroll'))

function dayMark(message, before) {
  if (before && dayOf(before) === dayOf(message)) return null
  const text = new Date(message.at).toLocaleDateString(document.documentElement.lang, { dateStyle: 'full' })
  return element('p', { className: 'day' }, text)
}

function put(message) {
  const known = shown.get(message.id)
  const last = [...shown.values()].filter(inTopic).at(-1)
  shown.set(message.id, message)
  if (!inTopic(message)) return
  const bottom = stuck
  const old = nodeOf(message.id)
  if (old) {
    const had = old.contains(document.activeElement)
    const fresh = draw(message)
    old.replaceWith(fresh)
    if (had) (fresh.querySelector('.keys button') ?? fresh.querySelector('input, .answer')).focus({ preventScroll: true })
  } else if (!known) {
    $('log').querySelector('.empty')?.remove()
    const fresh = draw(message)
    fresh.classList.add('fresh')
    $('log').append(...[dayMark(message, last), fresh].filter(Boolean))
  }
  if (bottom || message.mine) toBottom()
  else if (!old) $('latest').hidden = false
}

function drop(id) {
  shown.delete(id)
  const node = nodeOf(id)
  if (node?.contains(document.activeElement)) $('box').focus()
  node?.remove()
}

function draw(message) {
  const time = new Date(message.at).toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' })
  const name = message.mine ? word('demo-js-you') : message.name
  const notes = [message.via && `${word('demo-js-via')} @${message.via}`, message.silent && message.bot && word('demo-js-silent'),
    message.edited && word('demo-js-edited'), time].filter(Boolean)
  return element('article', { className: `message${message.mine ? ' mine' : ''}`, 'data-id': String(message.id), 'aria-label': `${name}, ${time}` },
    element('div', { className: 'bubble' },
      open.chat !== me && !message.mine ? element('div', { className: 'who', dir: 'auto' }, message.name) : '',
      message.reply ? quoted(message.reply) : '',
      message.file ? fileOf(message) : '',
      message.poll ? pollOf(message) : '',
      message.text ? textOf(message) : '',
      element('div', { className: 'foot' },
        element('button', { type: 'button', className: 'answer', 'aria-label': `${word('demo-js-reply')}: ${name}, ${time}`, onclick: () => replyTo(message) }, word('demo-js-reply')),
        element('span', {}, notes.join(' · ')))),
    message.rows.length ? keysOf(message) : '')
}

function quoted(to) {
  return element('button', { type: 'button', className: 'quote', dir: 'auto', onclick: () => nodeOf(to.id)?.scrollIntoView({ block: 'center' }) },
    element('span', { className: 'unseen' }, `${word('demo-js-reply-to')} `), element('b', {}, `${to.name}: `), to.line)
}

// Entities count in UTF-16 units, as JavaScript's strings do. They nest and never cross.
function textOf(message) {
  const entities = [...message.entities].sort((a, b) => a.offset - b.offset || b.length - a.length)
  const inside = (from, to, left) => {
    const parts = []
    while (left.length && left[0].offset < to) {
      const entity = left.shift()
      const end = Math.min(to, entity.offset + entity.length)
      if (entity.offset > from) parts.push(message.text.slice(from, entity.offset))
      parts.push(marked(entity, inside(Math.max(from, entity.offset), end, left), message.text.slice(entity.offset, end)))
      from = Math.max(from, end)
    }
    if (from < to) parts.push(message.text.slice(from, to))
    return parts
  }
  return element('div', { className: 'text', dir: 'auto' }, ...inside(0, message.text.length, entities))
}

function marked(entity, parts, text) {
  const tag = TAGS[entity.type]
  if (!tag) return element('span', {}, ...parts)
  const node = element(tag, {}, ...parts)
  if (entity.type === 'bot_command') link(node, () => say(text))
  if (entity.type === 'text_link' || entity.type === 'url') linkTo(node, entity.url ?? text)
  if (entity.type === 'spoiler') {
    node.className = 'spoiler'
    node.tabIndex = 0
    node.setAttribute('role', 'button')
    node.onclick = node.onkeydown = event => { if (!event.key || event.key === 'Enter') node.classList.add('seen') }
  }
  if (entity.type !== 'expandable_blockquote') return node
  node.className = 'long'
  const unfold = element('button', { type: 'button', className: 'unfold', onclick: () => { node.classList.remove('long'); unfold.remove() } }, word('demo-js-show'))
  return element('div', {}, node, unfold)
}

function link(node, does) {
  node.href = '#'
  node.onclick = event => { event.preventDefault(); does() }
}

function linkTo(node, address) {
  const known = /^https?:\/\//i.test(address)
  node.href = known ? address : '#'
  node.rel = 'noopener noreferrer'
  node.target = '_blank'
  node.onclick = event => { if (!known || ours(address)) { event.preventDefault(); follow(address) } }
}

const ours = address => { try { return new URL(address).host === 't.me' } catch { return false } }

// t.me/<bot>?start=x opens my chat and sends /start x, as Telegram does.
function follow(address) {
  const to = ours(address) ? new URL(address) : null
  if (!to || to.pathname.slice(1).toLowerCase() !== bot.toLowerCase() || !to.searchParams.has('start')) { toast(word('demo-js-linked')); return }
  go(me, null, true)
  act('say', { chat: me, text: `/start ${to.searchParams.get('start')}` })
}

function fileOf({ file }) {
  const address = `file/${encodeURIComponent(file.id)}`
  if (file.picture) return element('img', { className: 'picture', src: address, width: String(file.width), height: String(file.height), alt: word('demo-js-picture') })
  return element('a', { href: address, download: file.name }, `${word('demo-js-download')} ${file.name}`)
}

function keysOf(message) {
  return element('div', { className: 'keys' }, ...message.rows.map((keys, row) => element('div', {}, ...keys.map((key, column) =>
    element('button', { type: 'button', dir: 'auto', onclick: event => {
      if (key.url) { ours(key.url) ? follow(key.url) : window.open(key.url, '_blank', 'noopener,noreferrer'); return }
      event.currentTarget.setAttribute('aria-busy', 'true')
      act('press', { chat: message.chat, message: message.id, row, column })
    } }, key.text)))))
}

function pollOf(message) {
  const poll = message.poll
  const kind = [word(poll.quiz ? 'demo-js-quiz' : 'demo-js-poll'), poll.anonymous && word('demo-js-anonymous'), poll.closed && word('demo-js-final')].filter(Boolean).join(', ')
  const about = [element('legend', { dir: 'auto' }, poll.question), element('div', { className: 'kind' }, kind)]
  const total = element('div', { className: 'kind' }, `${poll.total} ${word('demo-js-votes')}`)
  if (poll.counts) return element('fieldset', { className: 'poll' }, ...about, ...poll.options.map((text, i) => shareOf(poll, text, i)), total,
    poll.explanation ? element('p', { className: 'why', dir: 'auto' }, poll.explanation) : '')
  const vote = places => act('vote', { chat: message.chat, message: message.id, places })
  const name = `poll${message.id}`
  const field = element('fieldset', { className: 'poll' }, ...about, ...poll.options.map((text, i) => element('label', { className: 'option', dir: 'auto' },
    element('input', { type: poll.multiple ? 'checkbox' : 'radio', name, value: String(i) }), text)),
    element('button', { type: 'button', onclick: () => {
      const places = [...field.querySelectorAll('input:checked')].map(input => Number(input.value))
      if (places.length) vote(places)
    } }, word('demo-js-vote')), total)
  return field
}

function shareOf(poll, text, i) {
  const share = poll.total ? Math.round(100 * poll.counts[i] / poll.total) : 0
  const mine = poll.mine?.includes(i), right = poll.correct?.includes(i)
  const verdict = poll.quiz ? [right && word('demo-js-right'), mine && !right && word('demo-js-wrong'), mine && word('demo-js-your-vote')] : [mine && word('demo-js-your-vote')]
  const said = verdict.filter(Boolean).join(', ')
  return element('div', { className: 'share' }, element('span', {}, `${share} %`),
    element('span', { dir: 'auto' }, text, said ? element('span', { className: `verdict ${right ? 'good' : mine && poll.quiz ? 'bad' : ''}` }, ` (${said})`) : ''),
    element('meter', { min: '0', max: '100', value: String(share), 'aria-hidden': 'true' }))
}

// --- what I do

const say = text => act('say', { chat: open.chat, thread: open.thread, text, reply: reply?.id ?? null })

function send(event) {
  event?.preventDefault()
  const text = $('box').value
  if (!text.trim() || $('send').disabled) return
  say(text)
  $('box').value = ''
  unreply()
  keepDraft()
  grow()
  suggest()
  toBottom()
}

function keepDraft() {
  if (open.chat !== null) sessionStorage[`draft${open.chat}`] = $('box').value
}

function grow() {
  $('box').style.height = 'auto'
  $('box').style.height = `${$('box').scrollHeight + 2}px`
}

function replyTo(message) {
  reply = message
  $('replied').textContent = `${word('demo-js-reply-to')} ${message.name}: ${message.poll?.question ?? message.text}`
  $('reply').hidden = false
  $('box').focus()
}

function unreply() {
  reply = null
  $('reply').hidden = true
}

// Commands after a slash; inline results after @bot.
let asked
function suggest() {
  const text = $('box').value
  clearTimeout(asked)
  const query = text.match(new RegExp(`^@${bot}(?:\\s+(.*))?$`, 'is'))
  if (query) { asked = setTimeout(() => ask('inline', { text: query[1] ?? '' }), 120); return }
  inline = null
  const found = text.match(/^\/\w*$/) ? (current()?.commands ?? []).filter(command => `/${command.command}`.startsWith(text)) : []
  const suffix = open.chat === me ? '' : `@${bot}`
  menu(found.map(command => ({ label: `/${command.command}`, about: command.description, does: () => { $('box').value = `/${command.command}${suffix}`; send() } })), 'demo-js-commands')
}

function offer(found) {
  if (!$('box').value.toLowerCase().startsWith(`@${bot}`)) return
  inline = found.query
  menu(found.results.map(result => ({ label: result.title, about: result.description, does: () => {
    act('pick', { chat: open.chat, thread: open.thread, query: inline, result: result.id })
    $('box').value = ''
    keepDraft()
    suggest()
  } })), found.results.length ? 'demo-js-results' : 'demo-js-no-results')
}

function menu(entries, hint) {
  $('menu').replaceChildren(...entries.map(entry => element('button', { type: 'button', dir: 'auto', onclick: () => { entry.does(); $('box').focus() } },
    entry.label, element('small', {}, entry.about))))
  $('menu').hidden = !entries.length
  const text = entries.length || hint === 'demo-js-no-results' ? word(hint) : ''
  if ($('hint').textContent !== text) $('hint').textContent = text
}

function spin({ message }) {
  for (const key of nodeOf(message)?.querySelectorAll('.keys [aria-busy]') ?? []) key.classList.add('busy')
}

function answered({ text, alert }) {
  for (const key of document.querySelectorAll('.keys [aria-busy]')) key.removeAttribute('aria-busy')
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

function guide(told) {
  $('guide').hidden = !told
  if (!told) return
  if (told.place === 1) go(me, null, false)
  $('told').textContent = `${told.place} / ${told.of}  ${told.text}`
  $('next').hidden = told.end
}

function sure(key, does) {
  $('sure-text').textContent = word(key)
  $('sure').returnValue = ''
  $('sure').onclose = () => { if ($('sure').returnValue === 'yes') does() }
  $('sure').showModal()
}

// --- hands

$('form').addEventListener('submit', send)
$('box').addEventListener('input', () => { grow(); suggest(); keepDraft() })
$('box').addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event)
  if (event.key === 'Escape') { unreply(); menu([]) }
  if (event.key === 'ArrowUp' && !$('menu').hidden) { event.preventDefault(); $('menu').lastElementChild.focus() }
  if (event.key === 'ArrowDown' && !$('menu').hidden) { event.preventDefault(); $('menu').firstElementChild.focus() }
})
$('menu').addEventListener('keydown', event => {
  const step = { ArrowUp: 'previousElementSibling', ArrowDown: 'nextElementSibling' }[event.key]
  if (step) { event.preventDefault(); (document.activeElement[step] ?? $('box')).focus() }
  if (event.key === 'Escape') { menu([]); $('box').focus() }
})
$('unreply').onclick = () => { unreply(); $('box').focus() }
$('older').onclick = () => ask('open', { chat: open.chat, before: Math.min(...shown.keys()) })
$('latest').onclick = toBottom
$('scroll').addEventListener('scroll', () => { stuck = atBottom(); if (stuck) $('latest').hidden = true }, { passive: true })
$('back').onclick = () => { document.body.classList.add('listed'); $('chats').querySelector('[aria-current]')?.focus() }
$('tour').onclick = () => shown.size || current()?.last ? sure('demo-js-sure-tour', () => act('tour', { to: 'start' })) : act('tour', { to: 'start' })
$('reset').onclick = () => sure('demo-js-sure', () => { shown.clear(); act('reset') })
$('next').onclick = () => act('tour', { to: 'next' })
$('leave').onclick = () => { act('tour', { to: 'end' }); guide(null) }
for (const button of document.querySelectorAll('[data-travel]')) button.onclick = () => act('travel', { to: button.dataset.travel })
document.addEventListener('visibilitychange', seen)
setInterval(tick, 10000)
connect()
