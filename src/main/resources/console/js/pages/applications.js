// Everybody who calls: what each still uses of the old platform, and what keeps it there.
import { html, useState } from '/js/html.js';
import { get, seg } from '/js/api.js';
import { Badge, Card, Choice, Field, Page, Table, useLoad } from '/js/ui.js';
import { ago, csv, download, orDash } from '/js/format.js';

const KINDS = { 'new-only': 'good', 'new-ready': 'good', bridged: 'plan', returned: 'bad' };

export const State = ({ of }) => html`<${Badge} kind=${KINDS[of] ?? ''}>${of}<//>`;

export const pairs = (app) => ['old', 'new'].filter((platform) => app.pairs?.[platform]).join(' and ') || 'none';

export function Applications() {
  const { data, error } = useLoad(() => get('/applications'), [], 10);
  const [find, setFind] = useState('');
  const [state, setState] = useState('');
  const all = data?.applications ?? [];
  const unknown = data?.unknown ?? [];
  const states = Object.entries(data?.states ?? {}).filter(([, number]) => number > 0);
  const rows = all.filter(
    (a) => (!state || a.state === state) && [a.name, a.cohort, a.contact, a.blocked].some((text) => String(text ?? '').toLowerCase().includes(find.toLowerCase())),
  );
  const save = () =>
    download('applications.csv', csv(['application', 'state', 'environment', 'cohort', 'contact', 'pairs', 'oldTokenSeen', 'newTokenSeen', 'blocked'],
      rows.map((a) => [a.name, a.state, a.environment, a.cohort, a.contact, pairs(a), a.tokensSeen?.old, a.tokensSeen?.new, a.blocked])));
  return html`<${Page} title="Applications" error=${error} loading=${!data} lead=${html`<button onClick=${save} disabled=${!rows.length}>CSV</button>`}>
    <form class="inline" onSubmit=${(e) => e.preventDefault()}>
      <${Field} label="Find" type="search" value=${find} placeholder="name, cohort…" title="by name, cohort, contact or blocker" onInput=${(e) => setFind(e.target.value)} />
      <${Choice} label="State" value=${state} onChange=${(e) => setState(e.target.value)} options=${[['', `all (${all.length})`], ...states.map(([name, number]) => [name, `${name} (${number})`])]} />
    </form>
    <${Table} rows=${rows} keyOf=${(a) => a.name} empty="No application fits." columns=${[
      { name: 'Application', text: (a) => a.name, value: (a) => html`<a href=${`#/applications/${seg(a.name)}`}>${a.name}</a>` },
      { name: 'State', text: (a) => a.state, value: (a) => html`<${State} of=${a.state} />` },
      { name: 'Environment', text: (a) => a.environment, value: (a) => orDash(a.environment) },
      { name: 'Cohort', text: (a) => a.cohort ?? '', value: (a) => orDash(a.cohort) },
      { name: 'Pairs', text: pairs, value: pairs },
      { name: 'Old token', text: (a) => a.tokensSeen?.old ?? '', value: (a) => ago(a.tokensSeen?.old) },
      { name: 'New token', text: (a) => a.tokensSeen?.new ?? '', value: (a) => ago(a.tokensSeen?.new) },
      { name: 'Blocked by', text: (a) => a.blocked ?? '', value: (a) => orDash(a.blocked) },
    ]} />
    ${unknown.length > 0 && html`<${Card} title="Seen, but not registered"><p>${unknown.map((id) => html`<code>${id}</code> `)}</p><//>`}
  <//>`;
}
