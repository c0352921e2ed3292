// All routes at one glance: what was asked, what is so, whether it hurts.
import { html } from '/js/html.js';
import { get, seg } from '/js/api.js';
import { latest, samples } from '/js/live.js';
import { Badge, Page, Platform, ShareBar, Table, useChanges, useLoad } from '/js/ui.js';
import { Spark } from '/js/charts.js';
import { DASH, count, orDash, seconds, words } from '/js/format.js';

const sum = (values) => Object.values(values || {}).reduce((all, each) => all + each, 0);

/** What is known of a route by now: the list, with the newest second over it. */
function now(route) {
  const sample = latest(route.name);
  return sample ? { ...route, share: sample.share, expected: sample.expected, observed: sample.observed, blocked: sample.blocked } : route;
}

export function planWord(plan) {
  if (!plan || plan.state === 'idle') return null;
  return ['running', 'holding', 'paused'].includes(plan.state) ? `${plan.state}, step ${plan.step}` : words(plan.state);
}

export function Marks({ route }) {
  const plan = planWord(route.plan);
  return html`${route.latch && html`<${Badge} kind="bad">latched<//>`}
    ${plan && html`<${Badge} kind=${/paused/.test(plan) ? 'warn' : 'plan'}>${plan}<//>`}
    ${route.home === 'new' && html`<${Badge}>home new<//>`}
    ${!route.latch && !plan && route.home !== 'new' && DASH}`;
}

const both = (values, format) =>
  html`<span class="both"><span class="old">${format(values?.old)}</span><span class="new">${format(values?.new)}</span></span>`;

const columns = [
  { name: 'Route', text: (r) => r.name, value: (r) => html`<a href=${`#/routes/${seg(r.name)}`}>${r.name}</a>` },
  { name: 'Asked', number: true, text: (r) => parseFloat(r.share), value: (r) => html`<b>${r.share}</b><${ShareBar} asked=${r.share} observed=${r.observed} />` },
  { name: 'Expected', number: true, value: (r) => orDash(r.expected) },
  { name: 'Observed', number: true, value: (r) => orDash(r.observed) },
  {
    name: 'Blocked',
    number: true,
    text: (r) => sum(r.blocked),
    value: (r) => {
      const causes = Object.entries(r.blocked || {}).filter(([, n]) => n > 0);
      return causes.length === 0 ? '0' : html`<span title=${causes.map(([c, n]) => `${c} ${n}`).join(', ')}>${sum(r.blocked)} <small>${causes.map(([c]) => c).join(', ')}</small></span>`;
    },
  },
  {
    name: 'Requests/s',
    number: true,
    text: (r) => r.requestsPerSecond,
    value: (r) => html`<b>${count(r.requestsPerSecond)}</b><${Spark} samples=${samples.get(r.name) || []} value=${(s, p) => s.requestsPerSecond?.[p]} label="requests per second" />`,
  },
  { name: 'Errors', number: true, value: (r) => both(r.errors, orDash) },
  { name: 'p99', number: true, value: (r) => both(r.p99Seconds, seconds) },
  { name: 'Plan', value: (r) => html`<${Marks} route=${r} />` },
];

export function Routes() {
  const { data, error, reload } = useLoad(() => get('/routes'), [], 5);
  useChanges(reload);
  return html`<${Page} title="Routes" error=${error} loading=${!data}
    lead=${html`<p class="key"><${Platform} of="old" /> API Cloud <${Platform} of="new" /> Choreo</p>`}>
    ${data && html`<${Table} caption="Figures are of the last minute." columns=${columns} rows=${data.routes.map(now)} keyOf=${(r) => r.name}
      empty="The configuration has no route." />`}
  <//>`;
}
