// Everything that was ever done, by whom, and why.
import { html } from '/js/html.js';
import { get, post, seg } from '/js/api.js';
import { Act } from '/js/act.js';
import { Badge, Page, Table, may, useChanges, useLoad } from '/js/ui.js';
import { csv, download, orDash, when } from '/js/format.js';

export function Audit() {
  const { data, error, reload } = useLoad(() => get('/audit?limit=500'), [], 30);
  useChanges(reload);
  const rows = [...(data?.changes ?? [])].reverse();
  const save = () =>
    download('audit.csv', csv(['at', 'change', 'by', 'as', 'from', 'what', 'reason'], rows.map((r) => [r.at, r.change, r.by, r.as, r.from, r.words, r.reason])));
  return html`<${Page} title="Audit" error=${error} loading=${!data} lead=${html`<button onClick=${save} disabled=${!rows.length}>CSV</button>`}>
    <${Table} rows=${rows} keyOf=${(r) => r.change} columns=${[
      { name: 'When', text: (r) => r.at, value: (r) => html`<time datetime=${r.at} title=${r.at}>${when(r.at)}</time>` },
      { name: 'Who', text: (r) => r.by, value: (r) => html`${r.by}${r.as && html` <small>as ${r.as}</small>`}${r.from && html`<br /><small class="word">${r.from}</small>`}` },
      { name: 'What', text: (r) => r.words, value: (r) => html`${r.words}${r.persisted === false && html` <${Badge} kind="warn">not stored yet<//>`}` },
      { name: 'Why', value: (r) => orDash(r.reason) },
      { name: 'Change', value: (r) => html`<code class="word">${r.change}</code>` },
      ...(may('operator')
        ? [{
            name: 'Undo',
            value: (r) => r.notUndone
              ? html`<details class="why"><summary>not possible</summary>${r.notUndone}</details>`
              : html`<${Act} label="Undo" title=${`Undo ${r.change}`} kind="small" say=${`Undoes: ${r.words}`} done=${reload}
              run=${async (reason) => {
                const receipt = await post(`/changes/${seg(r.change)}/undo`, { reason });
                return `Undone by change ${receipt.change}.`;
              }} />`,
          }]
        : []),
    ]} />
  <//>`;
}
