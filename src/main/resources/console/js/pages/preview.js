// Who would move, before anybody does.
import { html } from '/js/html.js';
import { Badge, Facts, Platform, Table } from '/js/ui.js';
import { bytes, count } from '/js/format.js';

export function Preview({ of }) {
  const { moves = [], cannot = [], whales = [], warnings = [] } = of;
  return html`<div class="preview" role="region" aria-label="Preview">
    <${Facts} of=${[
      ['share', `${of.from} → ${of.to}`],
      ['who moves', count(of.moving)],
      ['requests of the last day', `${count(of.movedRequests)} of ${count(of.requestsOfTheDay)} (${of.movedPart})`],
      ['bytes of the last day', bytes(of.movedBytes)],
      ['a minute', count(of.movedPerMinute)],
    ]} />
    ${of.empty && html`<p>Nobody who was seen in the last 24 hours moves.</p>`}
    ${whales.length > 0 && html`<p class="warning">A large part of the traffic moves with ${whales.join(', ')}.</p>`}
    ${warnings.map((each) => html`<p class="warning">${each}</p>`)}
    ${moves.length > 0 && html`<${Table} rows=${moves} keyOf=${(r) => `${r.who} ${r.to}`} columns=${[
      { name: 'Moves', text: (r) => r.who, value: (r) => html`${r.who}${whales.includes(r.who) && html` <${Badge} kind="warn">whale<//>`}` },
      { name: 'To', value: (r) => html`<${Platform} of=${r.to} />` },
      { name: 'Requests/day', number: true, text: (r) => r.requests, value: (r) => html`${count(r.requests)} <small>${r.part}</small>` },
      { name: 'Bytes/day', number: true, text: (r) => r.bytes, value: (r) => bytes(r.bytes) },
    ]} />`}
    ${cannot.length > 0 && html`<${Table} rows=${cannot} keyOf=${(r) => `${r.who} ${r.why}`} columns=${[
      { name: 'Cannot move', value: (r) => r.who },
      { name: 'Because', value: (r) => r.why },
      { name: 'Stays on', value: (r) => html`<${Platform} of=${r.on} />` },
      { name: 'Requests/day', number: true, value: (r) => count(r.requests) },
    ]} />`}
  </div>`;
}
