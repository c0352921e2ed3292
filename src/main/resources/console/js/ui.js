// What every page is made of. Names that come from the gateway are always text, never markup.
import { html, useEffect, useRef, useState } from '/js/html.js';
import { changes, listen } from '/js/live.js';
import { DASH, ratio } from '/js/format.js';

/** Rows that a table shows before it is asked for more. */
const ROWS = 50;

const ROLES = ['viewer', 'operator', 'admin'];

/** Who is logged in: `{ name, role }`. */
export const session = { name: null, role: 'viewer' };

export const may = (role) => ROLES.indexOf(session.role) >= ROLES.indexOf(role);

/** Draws the calling component again whenever the live data has changed. */
export function useLive() {
  const [, again] = useState(0);
  useEffect(() => listen(() => again((n) => n + 1)), []);
}

/** Loads anew as soon as anybody has changed something. */
export function useChanges(reload) {
  useLive();
  const newest = changes[0]?.change;
  useEffect(() => {
    if (newest) reload();
  }, [newest]);
}

/**
 * Loads something when a page appears, and again every so many seconds while it is shown.
 * Returns what is there, what went wrong, and how to load anew.
 */
export function useLoad(load, inputs = [], everySeconds = 0) {
  const [state, set] = useState({ data: null, error: null });
  const current = useRef(0);
  const run = () => {
    const turn = ++current.current;
    return load().then(
      (data) => turn === current.current && set({ data, error: null }),
      (error) => turn === current.current && set((old) => ({ data: old.data, error })),
    );
  };
  useEffect(() => {
    set({ data: null, error: null });
    run();
    const timer = everySeconds ? setInterval(run, everySeconds * 1000) : null;
    return () => {
      current.current++;
      clearInterval(timer);
    };
  }, inputs);
  return { ...state, reload: run };
}

/** Says what is wrong, or that it is not there yet. */
export function Fault({ error }) {
  if (!error) return null;
  return html`<div class="fault" role="alert">
    <strong>${error.status ? `${error.status} ` : ''}</strong>${error.message}
    ${error.errors?.length > 1 && html`<ul>${error.errors.map((each) => html`<li>${each}</li>`)}</ul>`}
  </div>`;
}

export function Page({ title, lead, error, loading, children }) {
  useEffect(() => {
    document.title = `${title} · cutover`;
  }, [title]);
  return html`<main id="main" tabindex="-1">
    <div class="title"><h1>${title}</h1>${lead}</div>
    <${Fault} error=${error} />
    ${loading && !error ? html`<p class="quiet">Loading…</p>` : children}
  </main>`;
}

export const Card = ({ title, children, tools, id }) =>
  html`<section class="card" aria-label=${title} id=${id}>
    <header><h2>${title}</h2>${tools}</header>
    ${children}
  </section>`;

export const Badge = ({ kind = '', children }) => html`<span class=${`badge ${kind}`}>${children}</span>`;

export const Platform = ({ of }) => (of ? html`<span class=${`platform ${of}`}>${of}</span>` : DASH);

/** Names and values, side by side. */
export const Facts = ({ of }) =>
  html`<dl class="facts">
    ${of.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value ?? DASH}</dd></div>`)}
  </dl>`;

/** What was asked for as a mark, what is so as a bar. */
export function ShareBar({ asked, observed }) {
  const now = (ratio(observed) ?? 0) * 100;
  const mark = (ratio(asked) ?? 0) * 100;
  return html`<svg class="sharebar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img"
    aria-label=${`asked ${asked ?? DASH}, observed ${observed ?? DASH}`}>
    <rect class="all" width="100" height="8" />
    <rect class="now" width=${now} height="8" />
    <rect class="mark" x=${Math.min(Math.max(mark - 0.6, 0), 98.8)} width="1.2" height="8" />
  </svg>`;
}

/**
 * A table that turns into cards on a narrow screen and shows a long list piece by piece. Columns:
 * `{ name, value(row), text(row)?, number? }`; those with `text` can be sorted.
 */
export function Table({ columns, rows, keyOf, empty = 'There is nothing yet.', caption }) {
  const [sort, setSort] = useState({ column: null, down: false });
  const [most, setMost] = useState(ROWS);
  let shown = rows;
  const by = columns.find((column) => column.name === sort.column);
  if (by) {
    const order = (a, b) => {
      const [x, y] = [by.text(a), by.text(b)];
      return typeof x === 'number' && typeof y === 'number' ? x - y : String(x ?? '').localeCompare(String(y ?? ''));
    };
    shown = [...rows].sort((a, b) => (sort.down ? order(b, a) : order(a, b)));
  }
  if (rows.length === 0) return html`<p class="quiet">${empty}</p>`;
  return html`<div class="scroll"><table>
    ${caption && html`<caption>${caption}</caption>`}
    <thead><tr>${columns.map((column) => {
      const here = sort.column === column.name;
      return html`<th scope="col" class=${column.number ? 'number' : ''}
        aria-sort=${here ? (sort.down ? 'descending' : 'ascending') : undefined}>
        ${column.text
          ? html`<button class="sort" onClick=${() => setSort({ column: column.name, down: here && !sort.down })}>
              ${column.name}${here ? (sort.down ? ' ↓' : ' ↑') : ''}</button>`
          : column.name}
      </th>`;
    })}</tr></thead>
    <tbody>${shown.slice(0, most).map((row) => html`<tr key=${keyOf(row)}>${columns.map(
      (column, i) => html`<${i === 0 ? 'th' : 'td'} scope=${i === 0 ? 'row' : undefined}
        class=${column.number ? 'number' : ''} data-label=${column.name}><div>${column.value(row) ?? DASH}</div><//>`,
    )}</tr>`)}</tbody>
  </table>${rows.length > most && html`<p class="more"><span class="quiet">${most} of ${rows.length}</span>
    <button type="button" onClick=${() => setMost(most + ROWS)}>Show ${Math.min(ROWS, rows.length - most)} more</button></p>`}</div>`;
}

/** A window over the page that keeps the keyboard in it until it is closed. */
export function Dialog({ title, onClose, children }) {
  const box = useRef(null);
  useEffect(() => {
    box.current.showModal();
  }, []);
  return html`<dialog ref=${box} aria-label=${title} onClose=${onClose}
    onCancel=${onClose} onClick=${(event) => event.target === box.current && onClose()}>
    <div class="inside"><h2>${title}</h2>${children}</div>
  </dialog>`;
}

export const Field = ({ label, hint, ...input }) =>
  html`<label class="field"><span>${label}</span><input ...${input} />${hint && html`<small>${hint}</small>`}</label>`;

export const Choice = ({ label, options, ...select }) =>
  html`<label class="field"><span>${label}</span><select ...${select}>
    ${options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}
  </select></label>`;
