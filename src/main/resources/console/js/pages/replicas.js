// Which replicas there are, and whether all of them are where they should be.
import { html } from '/js/html.js';
import { get } from '/js/api.js';
import { Badge, Card, Page, Table, useLoad } from '/js/ui.js';

export function Replicas() {
  const { data, error } = useLoad(() => get('/replicas'), [], 2);
  const config = useLoad(() => get('/config'), [], 15);
  const rows = data?.replicas ?? [];
  const newest = Math.max(0, ...rows.map((r) => r.revision ?? 0));
  const drift = config.data?.drift ?? [];
  return html`<${Page} title="Replicas" error=${error} loading=${!data}>
    <${Table} rows=${rows} keyOf=${(r) => r.name} columns=${[
      { name: 'Replica', value: (r) => html`${r.name}${r.self && html` <${Badge}>this one<//>`}` },
      { name: 'Ready', value: (r) => html`<${Badge} kind=${r.readiness === 'ready' ? 'good' : 'warn'}>${r.readiness}<//>` },
      { name: 'Revision', number: true, value: (r) => html`${r.revision} ${r.revision === newest ? '' : html`<${Badge} kind="warn">behind<//>`}` },
      { name: 'Seen', value: (r) => r.seen ?? 'now' },
    ]} />
    <${Card} title="Drift between file and state">
      <${Table} rows=${drift} keyOf=${(r) => r.route} empty="The file's shares are the ones in force." columns=${[
        { name: 'Route', value: (r) => r.route },
        { name: 'File', number: true, value: (r) => r.file },
        { name: 'State', number: true, value: (r) => r.state },
      ]} />
    <//>
  <//>`;
}
