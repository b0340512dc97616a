// SPDX-License-Identifier: BSD-2-Clause
//
// The audit page's questions: filter, focus on one compartment, path between two. What is asked stands in the
// address after '#' (find=TEXT, focus=NAME, why=A,B), so that an answer can be linked to; `show` is the one place that
// makes the page agree with it. The page itself says everything without this.
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const find = document.getElementById('find');
const from = document.getElementById('from');
const to = document.getElementById('to');
const answer = document.getElementById('answer');
const svg = document.querySelector('figure svg');

// --- paths ------------------------------------------------------------------------------

const flowsFrom = new Map(data.parties.map(name => [name, data.flows.filter(flow => flow.from === name)]));
const separates = name => Object.hasOwn(data.separators, name);

// name -> the flow by which it was reached first, walking breadth first; `passes` tells who may be walked through.
function reach(origin, passes) {
  const by = new Map([[origin, null]]);
  for (const here of by.keys()) {  // a Map's keys include those added on the way, in order
    if (here !== origin && !passes(here)) continue;
    for (const flow of flowsFrom.get(here)) if (!by.has(flow.to)) by.set(flow.to, flow);
  }
  return by;
}

// The shortest path that passes no separator, else the shortest one, else null.
function path(origin, target) {
  for (const passes of [name => !separates(name), () => true]) {
    const by = reach(origin, passes);
    if (!by.has(target)) continue;
    const stops = [target];
    while (stops[0] !== origin) stops.unshift(by.get(stops[0]).from);
    return stops;
  }
  return null;
}

// --- answers ----------------------------------------------------------------------------

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function tag(flow) {
  const made = element('span', `${flow.kind} ${flow.connection}`);
  made.className = 'tag';
  return made;
}

function why(origin, target) {
  const stops = path(origin, target);
  if (!stops) {
    answer.replaceChildren(element('h3', `No information can flow from ${origin} to ${target}.`));
    return light([origin, target], () => false);
  }
  const passed = stops.slice(1, -1).filter(separates);
  const steps = element('ol');
  steps.className = 'steps';
  stops.slice(1).forEach((there, n) => {
    const item = element('li', `${stops[n]} → ${there}`);
    for (const flow of flowsFrom.get(stops[n]).filter(f => f.to === there))
      item.append(element('div', `${flow.from} ${flow.words} `, tag(flow)));
    steps.append(item);
  });
  const only = passed.length ? ' only through what separates them' : '';
  answer.replaceChildren(element('h3', `Information can flow from ${origin} to ${target}${only}.`), steps,
    ...passed.map(name => element('p', `${name} separates: ${data.separators[name]}`)));
  light(stops, (a, b) => Math.abs(stops.indexOf(a) - stops.indexOf(b)) === 1);
}

function focus(name) {
  const near = data.flows.filter(f => f.from === name || f.to === name);
  const others = [...new Set(near.map(f => f.from === name ? f.to : f.from))];
  const list = element('ul');
  for (const other of others) {
    const shared = near.filter(f => f.from === other || f.to === other);
    const there = shared.some(f => f.to === other), back = shared.some(f => f.from === other);
    const item = element('li', `${there && back ? '⇄' : there ? '→' : '←'} ${other} `);
    const tags = shared.map(f => [`${f.kind} ${f.connection}`, f]);
    item.append(...new Map(tags).values().map(tag).toArray().flatMap(t => [t, ' ']));
    list.append(item);
  }
  answer.replaceChildren(element('h3', `${name} and its ${others.length} neighbours`), list);
  light([name, ...others], (a, b) => a === name || b === name);
  const held = document.querySelector(`details[data-name="${CSS.escape(name)}"]`);
  if (held) held.open = true;
}

// Light these compartments, and the lines between two of them that `joins` accepts; dim the rest.
function light(names, joins) {
  svg.classList.add('chosen');
  for (const node of svg.querySelectorAll('.node')) node.classList.toggle('lit', names.includes(nameOf(node)));
  for (const edge of svg.querySelectorAll('.edge')) {
    const [, a, b] = edge.id.split(':');
    edge.classList.toggle('lit', names.includes(a) && names.includes(b) && joins(a, b));
  }
}

function filter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of document.querySelectorAll('.item')) {
    const rows = [...item.querySelectorAll('tbody tr')];
    const own = item.querySelector('summary') || item;
    const has = thing => words.every(word => thing.textContent.toLowerCase().includes(word));
    const whole = has(own);
    for (const row of rows) row.hidden = !whole && !has(row);
    item.hidden = !whole && !rows.some(row => !row.hidden);
    if (item.tagName === 'DETAILS' && words.length) item.open = !item.hidden && !whole;
  }
}

// --- the address, and what changes it ----------------------------------------------------

function show() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const [origin, target] = (asked.get('why') || ',').split(',');
  find.value = asked.get('find') || '';
  filter(find.value);
  from.value = origin;
  to.value = target;
  if (flowsFrom.has(origin) && flowsFrom.has(target) && origin !== target) return why(origin, target);
  if (flowsFrom.has(asked.get('focus'))) return focus(asked.get('focus'));
  svg.classList.remove('chosen');
  answer.replaceChildren();
}

function ask(changes) {
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of Object.entries(changes)) value ? asked.set(name, value) : asked.delete(name);
  history.replaceState(null, '', `#${asked}`);
  show();
}

const nameOf = node => node.id.slice('node:'.length);
const askWhy = () => ask({ why: from.value || to.value ? `${from.value},${to.value}` : '', focus: '' });

function prepare() {
  for (const node of svg.querySelectorAll('.node')) {
    if (!flowsFrom.has(nameOf(node))) continue;
    node.setAttribute('tabindex', '0');
    node.setAttribute('role', 'button');
    node.setAttribute('aria-label', nameOf(node));
    node.addEventListener('click', () => ask({ focus: nameOf(node), why: '' }));
    node.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); ask({ focus: nameOf(node), why: '' }); }
    });
  }
  find.addEventListener('input', () => ask({ find: find.value }));
  from.addEventListener('change', askWhy);
  to.addEventListener('change', askWhy);
  document.getElementById('clear').addEventListener('click', () => ask({ find: '', focus: '', why: '' }));
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') ask({ find: '', focus: '', why: '' });
    if (event.key === '/' && event.target !== find) { event.preventDefault(); find.focus(); }
  });
  addEventListener('hashchange', show);
}

// --- who reaches whom --------------------------------------------------------------------

const DIRECT = ['●', 'direct', 'directly'];
const FREE = ['○', 'free', 'through others'];
const SEPARATED = ['◐', 'separated', 'only through what separates'];

function matrix() {
  const head = element('tr', '', element('th'));
  for (const name of data.parties) head.append(element('th', '', element('span', name)));
  const body = element('tbody');
  for (const origin of data.parties) {
    const row = element('tr', '', element('th', origin));
    const free = reach(origin, name => !separates(name));
    const every = reach(origin, () => true);
    for (const target of data.parties) row.append(element('td', '', ...cell(origin, target, free, every)));
    body.append(row);
  }
  document.getElementById('reach').append(element('thead', '', head), body);
}

function cell(origin, target, free, every) {
  if (origin === target || !every.has(target)) return [];
  const direct = free.get(target)?.from === origin;
  const [sign, style, words] = direct ? DIRECT : free.has(target) ? FREE : SEPARATED;
  const made = element('button', sign);
  made.className = style;
  made.tabIndex = -1;  // the two lists in the bar do the same for the keyboard
  made.title = `${origin} reaches ${target} ${words}`;
  made.addEventListener('click', () => {
    ask({ why: `${origin},${target}`, focus: '' });
    document.getElementById('picture').scrollIntoView();
  });
  return [made];
}

prepare();
matrix();
show();
