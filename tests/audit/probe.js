// SPDX-License-Identifier: BSD-2-Clause
//
// Appended to the report by test_page.py: uses the page as a person would and leaves what it saw as JSON in an element `probe`.
'use strict';

const seen = { errors: [] };
const shown = items => [...items].filter(item => item.getClientRects().length > 0);
const lit = () => shown(document.querySelectorAll('svg .node.lit')).map(nameOf).sort();
const heading = () => answer.querySelector('h3')?.textContent ?? '';
const choose = (list, value) => { list.value = value; list.dispatchEvent(new Event('change', { bubbles: true })); };
const press = (where, key) => where.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
const node = name => document.getElementById(`node:${name}`);

function measurePaths() {
  seen.paths = Object.fromEntries(data.parties.flatMap(a => data.parties.filter(b => a !== b).map(b => [`${a} ${b}`, path(a, b)])));
  seen.cells = Object.fromEntries([...document.querySelectorAll('#reach button')].map(
    button => [button.title.replace(/(.*) reaches ([^ ]*) .*/, '$1 $2'), button.className]));
}

// Names the phone's compartments.
function usePhone() {
  node('clock').dispatchEvent(new MouseEvent('click', { bubbles: true }));
  seen.focus = { lit: lit(), heading: heading(), hash: location.hash, list: answer.textContent, open: document.querySelector('details[data-name="clock"]').open };
  press(document.body, 'Escape');
  seen.cleared = { lit: shown(document.querySelectorAll('svg.chosen')).length, heading: heading(), hash: location.hash };

  choose(from, 'vmm_corporate.guest');
  choose(to, 'vmm_personal.guest');
  seen.why = { lit: lit(), heading: heading(), hash: location.hash, edges: document.querySelectorAll('svg .edge.lit').length };
  document.getElementById('clear').click();

  document.querySelector('#reach button[title^="clock reaches vmm_personal "]').click();
  seen.cell = heading();
  document.getElementById('clear').click();

  press(document.body, '/');
  seen.slash = document.activeElement === find;
  find.value = 'restart vmm_personal';
  find.dispatchEvent(new Event('input', { bubbles: true }));
  const compartments = document.querySelectorAll('#compartments details');
  seen.filter = { names: shown(compartments).map(d => d.dataset.name), rows: shown(document.querySelectorAll('#compartments tbody tr')).length };
  find.value = '';
  find.dispatchEvent(new Event('input', { bubbles: true }));
  seen.unfiltered = shown(compartments).length;

  node('store').focus();
  seen.keyboard = { focused: document.activeElement === node('store'), label: node('store').getAttribute('aria-label') };
  press(node('store'), 'Enter');
  seen.keyboard.heading = heading();
  press(document.body, 'Escape');

  location.hash = '#why=uart,nobody&focus=%3Cb%3E';
  show();
  seen.nonsense = { heading: heading(), bold: answer.querySelectorAll('b').length };
  ask({ why: '', focus: '' });
}

// --- contrast (WCAG 2: relative luminance) ------------------------------------------------

const channels = colour => colour.match(/[\d.]+/g).map(Number);
const luminance = colour => channels(colour).slice(0, 3).map(c => c / 255)
  .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function background(element) {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (channels(colour)[3] !== 0) return colour;
  }
  return 'rgb(255, 255, 255)';
}

function measureContrast() {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const texts = shown(document.querySelectorAll('body *:not(svg *)')).filter(e => [...e.childNodes].some(c => c.nodeType === 3 && c.data.trim()));
  const found = texts.map(e => [contrast(getComputedStyle(e).color, background(e)), `${e.tagName}.${e.className}: ${e.textContent.slice(0, 30)}`]);
  for (const text of document.querySelectorAll('svg .node text')) {
    const shape = text.parentElement.querySelector('polygon, ellipse, path');
    found.push([contrast(getComputedStyle(text).fill, getComputedStyle(shape).fill), `svg ${text.textContent}`]);
  }
  seen.contrast = { measured: found.length, worst: found.sort((a, b) => a[0] - b[0])[0], paper: getComputedStyle(document.body).backgroundColor };
}

try {
  measurePaths();
  if (node('vmm_corporate')) usePhone();
  measureContrast();
} catch (error) {
  seen.errors.push(`${error}\n${error.stack}`);
}
document.body.append(Object.assign(document.createElement('pre'), { id: 'probe', textContent: JSON.stringify(seen) }));
