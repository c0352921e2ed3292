// Where the two platforms answered copies of one request differently.
import { html } from '/js/html.js';
import { get, remove, seg } from '/js/api.js';
import { Act } from '/js/act.js';
import { Card, Fault, Page, Table, useLoad } from '/js/ui.js';
import { count } from '/js/format.js';

function Of({ route }) {
  const { data, error, reload } = useLoad(() => get(`/routes/${seg(route)}/shadow`), [route], 10);
  const rows = data?.mismatches ?? [];
  return html`<${Card} title=${route} tools=${data && html`<${Act} label="Forget" title=${`Forget the mismatches of ${route}`} kind="small" reason="none" done=${reload}
      run=${async () => (await remove(`/routes/${seg(route)}/shadow`), `The mismatches of ${route} are forgotten.`)} />`}>
    ${error?.status === 404 ? html`<p class="quiet">This route is not shadowed.</p>` : html`<${Fault} error=${error} />`}
    ${data && html`<${Table} rows=${rows} keyOf=${(r) => `${r.endpoint} ${r.field}`} empty="No answer differed." columns=${[
      { name: 'Endpoint', value: (r) => r.endpoint },
      { name: 'Field', value: (r) => html`<code>${r.field}</code>` },
      { name: 'Differed', number: true, value: (r) => count(r.count) },
      { name: 'Kind', value: (r) => r.kind },
    ]} />`}
  <//>`;
}

export function Shadow() {
  const { data, error } = useLoad(() => get('/routes'), []);
  return html`<${Page} title="Shadow" error=${error} loading=${!data}>
    ${data?.routes.map((route) => html`<${Of} key=${route.name} route=${route.name} />`)}
  <//>`;
}
