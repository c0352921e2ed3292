// Is the old platform still used, and by whom.
import { html, useState } from '/js/html.js';
import { get, post } from '/js/api.js';
import { Act } from '/js/act.js';
import { Badge, Card, Choice, Page, Table, may, useLoad } from '/js/ui.js';
import { ago, count, csv, download, when } from '/js/format.js';

const SPANS = [['1d', 'one day'], ['7d', '7 days'], ['14d', '14 days'], ['30d', '30 days'], ['90d', '90 days']];

function Retire({ done }) {
  return html`<${Act} label="Retire the old platform" kind="danger" role="admin" done=${done} confirm="Retire it"
    say="Every route’s home becomes new; nothing spills, fails over or rolls back to old any more, and its endpoints are no longer called. It can be undone."
    fields=${(values, set) => html`<label class="check"><input type="checkbox" checked=${values.force} onChange=${set('force')} /> although it is still used</label>`}
    run=${async (reason, { force }) => {
      const receipt = await post('/platforms/old/retire', { reason, ...(force ? { force } : {}) });
      return `The old platform is retired (change ${receipt.change}).`;
    }} />`;
}

export function Report() {
  const [since, setSince] = useState('14d');
  const { data, error, reload } = useLoad(() => get(`/report?since=${since}`), [since]);
  const users = data?.users ?? [];
  const missing = data?.missing ?? [];
  const save = () => download('old-platform-users.csv', csv(['who', 'route', 'token', 'lastSeen', 'requests', 'lastDay'], users.map((r) => [r.who, r.route, r.token, r.lastSeen, r.requests, r.lastDay])));
  return html`<${Page} title="Report" error=${error} loading=${!data}
    lead=${html`<button onClick=${save} disabled=${!users.length}>CSV</button>${may('admin') && html`<${Retire} done=${reload} />`}`}>
    <form class="inline" onSubmit=${(e) => e.preventDefault()}><${Choice} label="Looking back" value=${since} options=${SPANS} onChange=${(e) => setSince(e.target.value)} /></form>
    ${data && html`<${Card} title="Is the old platform still used?">
      <p class="big">${data.unused ? html`<${Badge} kind="good">no longer used<//>` : users.length ? html`<${Badge} kind="warn">still used<//>` : html`<${Badge} kind="warn">not proven<//>`}
        ${' '}<small>from ${when(data.from)} to ${when(data.to)}</small></p>
      ${missing.length > 0 && html`<p>What keeps this from being a proof:</p><ul>${missing.map((each) => html`<li>${each}</li>`)}</ul>`}
      <${Table} rows=${users} keyOf=${(r) => `${r.who} ${r.route} ${r.token}`} empty="Nobody used the old platform in this time." columns=${[
        { name: 'Who', text: (r) => r.who, value: (r) => r.who },
        { name: 'Route', text: (r) => r.route, value: (r) => r.route },
        { name: 'Token', text: (r) => r.token, value: (r) => r.token },
        { name: 'Last seen', text: (r) => r.lastSeen, value: (r) => html`<time datetime=${r.lastSeen} title=${r.lastSeen}>${ago(r.lastSeen)}</time>` },
        { name: 'Requests', number: true, text: (r) => r.requests, value: (r) => count(r.requests) },
        { name: 'Last day', number: true, text: (r) => r.lastDay, value: (r) => count(r.lastDay) },
      ]} />
    <//>`}
  <//>`;
}
