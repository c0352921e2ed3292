// Who would move, before anybody does.
import { html } from '/js/html.js';
import { Badge, Facts, Platform, Table } from '/js/ui.js';
import { bytes, count } from '/js/format.js';

const UNDER_WAY = ['running', 'holding', 'paused', 'baking'];

/** What a person should know before the button is pressed. */
function warnings({ of, route }) {
  const { capacity, whales = [] } = of;
  const raises = parseFloat(of.to) > parseFloat(of.from);
  return [
    raises && route.latch && `${route.name} is latched: its share is raised only after a person has cleared the latch.`,
    raises && UNDER_WAY.includes(route.plan?.state) && `The plan of ${route.name} is under way: raise the share by it, or stop it first.`,
    whales.length > 0 && `A large part of the traffic moves with ${whales.join(', ')}.`,
    capacity?.spillsFrom && `Above about ${capacity.spillsFrom} requests spill to old: ${count(capacity.expectedPerMinute)} a minute are expected, new takes ${count(capacity.perMinute)}.`,
  ].filter(Boolean);
}

const more = (shown, all) => all > shown && html`<p class="quiet">And ${count(all - shown)} more.</p>`;

export function Preview({ of, route }) {
  const { moves = [], cannot = [], whales = [], capacity } = of;
  return html`<div class="preview" role="region" aria-label="Preview">
    <${Facts} of=${[
      ['share', `${of.from} → ${of.to}`],
      ['who moves', count(of.moving)],
      ['requests of the last day', `${count(of.movedRequests)} of ${count(of.requestsOfTheDay)} (${of.movedPart})`],
      ['bytes of the last day', bytes(of.movedBytes)],
      ['moved a minute', count(of.movedPerMinute)],
      ...(cannot.length > 0 ? [['cannot move', `${count(of.cannotRequests)} requests`]] : []),
      ...(capacity ? [['then on new a minute', `${count(capacity.expectedPerMinute)} expected, ${count(capacity.perMinute)} possible`]] : []),
    ]} />
    ${of.empty && html`<p>Nobody who was seen in the last 24 hours moves.</p>`}
    ${warnings({ of, route }).map((each) => html`<p class="warning">${each}</p>`)}
    ${moves.length > 0 && html`<${Table} rows=${moves} keyOf=${(r) => `${r.who} ${r.to}`} columns=${[
      { name: 'Moves', text: (r) => r.who, value: (r) => html`${r.who}${whales.includes(r.who) && html` <${Badge} kind="warn">whale<//>`}` },
      { name: 'To', value: (r) => html`<${Platform} of=${r.to} />` },
      { name: 'Requests/day', number: true, text: (r) => r.requests, value: (r) => html`${count(r.requests)} <small>${r.part}</small>` },
      { name: 'Bytes/day', number: true, text: (r) => r.bytes, value: (r) => bytes(r.bytes) },
    ]} />`}
    ${more(moves.length, of.moving)}
    ${cannot.length > 0 && html`<${Table} rows=${cannot} keyOf=${(r) => `${r.who} ${r.why}`} columns=${[
      { name: 'Cannot move', value: (r) => r.who },
      { name: 'Because', value: (r) => r.why },
      { name: 'Stays on', value: (r) => html`<${Platform} of=${r.on} />` },
      { name: 'Requests/day', number: true, value: (r) => count(r.requests) },
    ]} />`}
  </div>`;
}
