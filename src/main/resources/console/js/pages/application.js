// One application: per route its bucket, the share at which it moves, and how it fared.
import { html } from '/js/html.js';
import { get, post, put, seg } from '/js/api.js';
import { Act } from '/js/act.js';
import { Badge, Card, Choice, Facts, Field, Page, Platform, Table, useLoad } from '/js/ui.js';
import { ago, count, orDash, when } from '/js/format.js';
import { State, pairs } from '/js/pages/applications.js';

const PLATFORMS = [['old', 'old – held on the old platform'], ['new', 'new – held on the new platform'], ['auto', 'auto – no pin']];

function Pin({ app, route, done }) {
  return html`<${Act} label="Pin…" title=${`Pin ${app} on ${route}`} kind="small" done=${done} say="A pin holds this application on one platform, whatever the share."
    fields=${(values, set) => html`<${Choice} label="Platform" value=${values.platform ?? 'old'} options=${PLATFORMS} onChange=${set('platform')} />
      <${Field} label="Until" type="datetime-local" value=${values.until ?? ''} onInput=${set('until')} hint="empty: until somebody takes it away" />`}
    run=${async (reason, { platform = 'old', until }) => {
      await put(`/applications/${seg(app)}/pin`, { route, platform, reason, ...(until && platform !== 'auto' ? { until: new Date(until).toISOString() } : {}) });
      return platform === 'auto' ? `${app} is no longer pinned on ${route}.` : `${app} is pinned to ${platform} on ${route}.`;
    }} />`;
}

function Seen({ of }) {
  return of ? html`<time datetime=${of.last} title=${of.last}>${ago(of.last)}</time>, ${count(of.requests)} a day${of.errors > 0 && html`, <${Badge} kind="bad">${count(of.errors)} errors<//>`}` : 'never';
}

export function Application({ name }) {
  const { data: app, error, reload } = useLoad(() => get(`/applications/${seg(name)}`), [name], 5);
  const { data: all } = useLoad(() => get('/routes'), [name], 5);
  const pinOn = (route) => all?.routes.find((each) => each.name === route)?.pins?.[name];
  const trials = app?.verified?.trials ?? [];
  return html`<${Page} title=${name} error=${error} loading=${!app} lead=${html`<a class="back" href="#/applications">All applications</a>
      <${Act} label="Verify" title=${`Verify ${name}`} reason="none" say="Gets a token with each pair and probes each route. No token is shown." done=${reload}
        run=${async () => {
          const passed = (await post(`/applications/${seg(name)}/verify`)).verified?.passed ?? {};
          return `${name} was verified: ${['old', 'new'].map((p) => `${p} ${passed[p] == null ? 'has no pair' : passed[p] ? 'is good' : 'is not'}`).join(', ')}.`;
        }} />`}>
    ${app && html`
      <${Card} title="Who"><${Facts} of=${[
        ['state', html`<${State} of=${app.state} />`], ['environment', app.environment], ['cohort', app.cohort], ['contact', app.contact], ['pairs', pairs(app)],
        ['old client', app.clientIds?.old], ['new client', app.clientIds?.new],
        ['old token seen', ago(app.tokensSeen?.old)], ['new token seen', ago(app.tokensSeen?.new)],
        ['bridged', ['old', 'new'].filter((p) => app.bridged?.[p]).map((p) => `to ${p} ${ago(app.bridged[p])}`).join(', ')],
      ].filter(([, value]) => value)} /><//>
      <${Card} title="Routes"><${Table} rows=${app.routes ?? []} keyOf=${(r) => r.route} empty="There is no route for it." columns=${[
        { name: 'Route', value: (r) => html`<a href=${`#/routes/${seg(r.route)}`}>${r.route}</a>` },
        { name: 'Now on', value: (r) => html`<${Platform} of=${r.platform} /> <small>by ${r.decision}</small>` },
        { name: 'Bucket', number: true, value: (r) => orDash(r.bucket) },
        { name: 'Moves at', number: true, value: (r) => orDash(r.movesAt) },
        { name: 'On old', value: (r) => html`<${Seen} of=${r.seen?.old} />` },
        { name: 'On new', value: (r) => html`<${Seen} of=${r.seen?.new} />` },
        { name: 'Blocked by', value: (r) => orDash(r.blocked) },
        { name: 'Pin', value: (r) => html`${orDash(pinOn(r.route)?.platform)} <${Pin} app=${name} route=${r.route} done=${reload} />` },
      ]} /><//>
      <${Card} title="Verified" tools=${app.verified && html`<small>${when(app.verified.at)}</small>`}>
        <${Table} rows=${trials} keyOf=${(r) => `${r.platform} ${r.route}`} empty="It was not tried out yet." columns=${[
          { name: 'Platform', value: (r) => html`<${Platform} of=${r.platform} />` },
          { name: 'Route', value: (r) => orDash(r.route) },
          { name: 'Came of it', value: (r) => html`<${Badge} kind=${r.verdict === 'passed' ? 'good' : 'warn'}>${String(r.verdict).replaceAll('_', ' ')}<//>` },
          { name: 'In words', value: (r) => orDash(r.detail) },
        ]} />
      <//>`}
  <//>`;
}
