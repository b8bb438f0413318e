// How a message looks. Nothing that somebody wrote is ever parsed as HTML: every text goes in as a text node.
// What happens when something is pressed stands in its data-does; chat.js listens for that.

export const scene = { words: {}, me: 0, bot: '', opened: new Set() } // opened: spoilers and long quotes that I unfolded
export const word = key => scene.words[key] ?? ''

const TAGS = {
  bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote', spoiler: 'span', text_link: 'a', url: 'a',
  bot_command: 'a', mention: 'b',
}

export function element(tag, about = {}, ...inside) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(about)) {
    if (value === null || value === false) continue
    made.setAttribute(name === 'className' ? 'class' : name, value === true ? '' : String(value))
  }
  made.append(...inside.filter(part => part !== null && part !== undefined && part !== '' && part !== false))
  return made
}

// Make `old` look like `fresh` with as few changes as there are: focus, choices and places stay, and only
// what is new is read aloud.
export function patch(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name)
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  patchInside(old, [...fresh.childNodes])
}

export function patchInside(old, nodes) {
  const were = [...old.childNodes]
  nodes.forEach((node, i) => {
    const was = were[i]
    if (!was) old.append(node)
    else if (was.nodeName !== node.nodeName) was.replaceWith(node)
    else if (was.nodeType === Node.TEXT_NODE) { if (was.data !== node.data) was.data = node.data }
    else patch(was, node)
  })
  for (const gone of were.slice(nodes.length)) gone.remove()
}

// Put these children in this order; what is in place already is not touched.
export function arrange(parent, nodes) {
  const wanted = new Set(nodes)
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove()
  let at = parent.firstChild
  for (const node of nodes) node === at ? at = at.nextSibling : parent.insertBefore(node, at)
}

const page = document.documentElement.lang
const tongue = navigator.languages.find(code => code.startsWith(page)) ?? page
export const timeOf = at => new Date(at).toLocaleTimeString(navigator.language, { timeStyle: 'short' })
export const dateOf = at => new Date(at).toLocaleDateString(tongue, { dateStyle: 'full' })

export function dayMark(message, before) {
  return before && dateOf(before.at) === dateOf(message.at) ? null : element('p', { className: 'day' }, dateOf(message.at))
}

export function draw(message) {
  const time = timeOf(message.at)
  const name = message.mine ? word('demo-js-you') : message.name
  const notes = [message.via && `${word('demo-js-via')} @${message.via}`, message.silent && message.bot && word('demo-js-silent'),
    message.edited && word('demo-js-edited'), time].filter(Boolean)
  return element('article', { className: `message${message.mine ? ' mine' : ''}`, 'data-id': message.id, tabindex: -1, 'aria-label': `${name}, ${time}` },
    element('div', { className: 'bubble' },
      message.chat !== scene.me && !message.mine && element('div', { className: 'who', dir: 'auto' }, message.name),
      message.reply && quoted(message.reply),
      message.file && fileOf(message.file),
      message.poll && pollOf(message),
      message.text && textOf(message),
      element('div', { className: 'foot' },
        element('button', { type: 'button', className: 'answer', 'data-does': 'reply', 'aria-label': `${word('demo-js-reply')}: ${name}, ${time}` }, word('demo-js-reply')),
        element('span', {}, notes.join(' · ')))),
    message.rows.length > 0 && keysOf(message))
}

// What I said and the demo has not confirmed.
export const drawPending = said => element('article', { className: 'message mine pending', 'aria-label': word('demo-js-you') },
  element('div', { className: 'bubble' }, element('div', { className: 'text', dir: 'auto' }, said.text),
    element('div', { className: 'foot' }, word('demo-js-pending'))))

function quoted(to) {
  return element('button', { type: 'button', className: 'quote', dir: 'auto', 'data-does': 'quoted', 'data-to': to.id },
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
      parts.push(marked(message, entity, inside(Math.max(from, entity.offset), end, left), message.text.slice(entity.offset, end)))
      from = Math.max(from, end)
    }
    if (from < to) parts.push(message.text.slice(from, to))
    return parts
  }
  return element('div', { className: 'text', dir: 'auto' }, ...inside(0, message.text.length, entities))
}

function marked(message, entity, parts, text) {
  const tag = TAGS[entity.type] ?? 'span'
  const place = `${message.chat} ${message.id} ${entity.offset}`
  const opened = scene.opened.has(place)
  if (entity.type === 'bot_command') return element(tag, { href: '#', 'data-does': 'command', 'data-text': text }, ...parts)
  if (entity.type === 'text_link' || entity.type === 'url') return linkTo(entity.url ?? text, parts)
  if (entity.type === 'spoiler') return opened ? element(tag, { className: 'spoiler seen' }, ...parts)
    : element(tag, { className: 'spoiler', tabindex: 0, role: 'button', 'data-does': 'open', 'data-place': place }, ...parts)
  if (entity.type !== 'expandable_blockquote') return element(tag, {}, ...parts)
  return element('div', {}, element(tag, { className: opened ? null : 'long', tabindex: -1 }, ...parts),
    !opened && element('button', { type: 'button', className: 'unfold', 'data-does': 'open', 'data-place': place }, word('demo-js-show')))
}

function linkTo(address, parts) {
  const whole = /^t\.me\//i.test(address) ? `https://${address}` : address
  const known = /^https?:\/\//i.test(whole)
  return element('a', { href: known ? whole : '#', rel: 'noopener noreferrer', target: '_blank', 'data-does': 'link', 'data-to': whole }, ...parts)
}

function fileOf(file) {
  const address = `file/${encodeURIComponent(file.id)}`
  if (file.picture) return element('img', { className: 'picture', src: address, width: file.width, height: file.height, alt: word('demo-js-picture') })
  return element('a', { href: address, download: file.name }, `${word('demo-js-download')} ${file.name}`)
}

function keysOf(message) {
  return element('div', { className: 'keys' }, ...message.rows.map((keys, row) => element('div', {}, ...keys.map((key, column) =>
    element('button', { type: 'button', dir: 'auto', 'data-does': 'key', 'data-row': row, 'data-column': column }, key.text)))))
}

// A poll that I may vote in, or its result. The counts change with every vote and are not read aloud each time.
function pollOf({ id, poll }) {
  const kind = [word(poll.quiz ? 'demo-js-quiz' : 'demo-js-poll'), poll.anonymous && word('demo-js-anonymous'), poll.closed && word('demo-js-final')].filter(Boolean).join(', ')
  const options = poll.options.map((text, i) => poll.counts ? shareOf(poll, text, i) : element('label', { className: 'option', dir: 'auto' },
    element('input', { type: poll.multiple ? 'checkbox' : 'radio', name: `poll${id}`, value: i }), text))
  return element('fieldset', { className: 'poll', tabindex: -1 },
    element('legend', { dir: 'auto' }, poll.question), element('div', { className: 'kind' }, kind), ...options,
    !poll.counts && element('button', { type: 'button', 'data-does': 'vote' }, word('demo-js-vote')),
    element('div', { className: 'kind', 'aria-live': 'off' }, `${poll.total} ${word('demo-js-votes')}`),
    poll.explanation && element('p', { className: 'why', dir: 'auto' }, poll.explanation))
}

function shareOf(poll, text, i) {
  const share = poll.total ? Math.round(100 * poll.counts[i] / poll.total) : 0
  const mine = poll.mine?.includes(i), right = poll.quiz && poll.correct?.includes(i)
  const wrong = poll.quiz && mine && !right
  const said = [right && word('demo-js-right'), wrong && word('demo-js-wrong'), mine && word('demo-js-your-vote')].filter(Boolean).join(', ')
  const look = right ? 'good' : wrong ? 'bad' : ''
  return element('div', { className: 'share' }, element('span', { 'aria-live': 'off' }, `${share} %`),
    element('span', { dir: 'auto' }, text, said && element('span', { className: `verdict ${look}` }, ` (${said})`)),
    element('meter', { className: look, min: 0, max: 100, value: share, 'aria-hidden': 'true' }))
}
