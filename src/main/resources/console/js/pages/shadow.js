// Where the two platforms answered copies of one request differently.
import { html } from '/js/html.js';
import { get, remove, seg } from '/js/api.js';
import { Act } from '/js/act.js';
import { Card, Fault, Page, Table, useLoad } from '/js/ui.js';
import { count } from '/js/format.js';

const path = (route) => `/routes/${seg(route)}/shadow`;

/** Of each route that is shadowed, what came of it; of the others nothing. */
async function load() {
  const { routes } = await get('/routes');
  const all = await Promise.all(routes.map(({ name }) => get(path(name)).then((data) => ({ name, data }), (error) => ({ name, error }))));
  return all.filter(({ error }) => error?.status !== 404);
}

function Of({ route, reload }) {
  const { name, data, error } = route;
  return html`<${Card} title=${name} tools=${data && html`<${Act} label="Forget" title=${`Forget the mismatches of ${name}`} kind="small" reason="none" done=${reload}
      run=${async () => (await remove(path(name)), `The mismatches of ${name} are forgotten.`)} />`}>
    <${Fault} error=${error} />
    ${data && html`<${Table} rows=${data.mismatches ?? []} keyOf=${(r) => `${r.endpoint} ${r.field}`} empty="No answer differed." columns=${[
      { name: 'Endpoint', value: (r) => r.endpoint },
      { name: 'Field', value: (r) => html`<code>${r.field}</code>` },
      { name: 'Differed', number: true, value: (r) => count(r.count) },
      { name: 'Kind', value: (r) => r.kind },
    ]} />`}
  <//>`;
}

export function Shadow() {
  const { data, error, reload } = useLoad(load, [], 10);
  return html`<${Page} title="Shadow" error=${error} loading=${!data}>
    ${data?.length === 0 && html`<${Card} title="No route is shadowed">
      <p class="quiet">A shadowed route sends copies of its requests to the other platform too and compares the answers; what differed is listed here.</p><//>`}
    ${data?.map((route) => html`<${Of} key=${route.name} route=${route} reload=${reload} />`)}
  <//>`;
}
