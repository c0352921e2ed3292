// One route: its charts, its share, its plan, and every verb that moves it.
import { html, useState } from '/js/html.js';
import { get, post, put, read, seg } from '/js/api.js';
import { latest, samples } from '/js/live.js';
import { Act } from '/js/act.js';
import { Badge, Card, Facts, Fault, Field, Page, ShareBar, may, useChanges, useLoad } from '/js/ui.js';
import { Chart } from '/js/charts.js';
import { count, orDash, seconds, when } from '/js/format.js';
import { Plan } from '/js/pages/plan.js';
import { Preview } from '/js/pages/preview.js';

const CODES = ['401', '403', '404', '429', '4xx', '5xx'];

function Charts({ name }) {
  const ring = samples.get(name) || [];
  const times = ring.map((s) => s.at);
  const series = (label, platform, pick, shade) => ({ label: `${platform} ${label}`.trim(), platform, shade, values: ring.map((s) => pick(s) ?? null) });
  const seen = CODES.filter((code) => ring.some((s) => s.errors?.old?.[code] || s.errors?.new?.[code]));
  const shown = seen.length ? seen.slice(0, 3) : ['5xx'];
  const sides = ['old', 'new'];
  if (ring.length < 2) return html`<p class="quiet">The charts begin with the first seconds of live data.</p>`;
  return html`<div class="charts">
    <${Chart} title="Requests per second" times=${times} format=${count}
      series=${sides.map((p) => series('', p, (s) => s.requestsPerSecond?.[p]))} />
    <${Chart} title="Errors per second, by class" times=${times} format=${count}
      series=${sides.flatMap((p) => shown.map((code, i) => series(code, p, (s) => s.errors?.[p]?.[code] ?? 0, i)))} />
    <${Chart} title="Time to the answer's head, last minute" times=${times} format=${seconds}
      series=${sides.flatMap((p) => ['p50', 'p95', 'p99'].map((q, i) => series(q, p, (s) => s.latencySeconds?.[p]?.[q], i)))} />
    <${Chart} title="Share of the new platform" times=${times} format=${(v) => `${+(v * 100).toFixed(2)}%`}
      series=${[
        { label: 'asked', platform: 'asked', values: ring.map((s) => parseFloat(s.share) / 100) },
        series('observed', 'new', (s) => (s.observed == null ? null : parseFloat(s.observed) / 100)),
        series('expected', 'new', (s) => (s.expected == null ? null : parseFloat(s.expected) / 100), 1),
      ]} />
  </div>`;
}

function Share({ route, etag, reload }) {
  const [value, setValue] = useState('');
  const [lease, setLease] = useState('');
  const [then, setThen] = useState('');
  const [preview, setPreview] = useState(null);
  const [error, setError] = useState(null);
  const text = value.trim().replace(/\s*%?$/, '%');
  const ask = async (event) => {
    event.preventDefault();
    setError(null);
    try {
      setPreview({ share: text, of: await post(`/routes/${seg(route.name)}/share/preview`, { share: text }) });
    } catch (problem) {
      setPreview(null);
      setError(problem);
    }
  };
  const body = (reason) => ({ share: preview.share, reason, ...(lease ? { lease } : {}), ...(then ? { then: then.replace(/\s*%?$/, '%') } : {}) });
  return html`<${Card} title="Share">
    <p class="big"><b>${route.share}</b> asked <small>expected ${orDash(route.expected)}, observed ${orDash(route.observed)}</small></p>
    <${ShareBar} asked=${route.share} observed=${route.observed} />
    ${may('operator') && html`<form class="inline" onSubmit=${ask}>
      <${Field} label="New share" value=${value} required placeholder="12.5%" inputmode="decimal" autocomplete="off"
        pattern="\\s*[0-9]{1,3}([.][0-9]{1,2})?\\s*%?\\s*" onInput=${(e) => (setValue(e.target.value), setPreview(null))} hint="in steps of 0.01%" />
      <${Field} label="Lease" value=${lease} placeholder="2h" autocomplete="off" onInput=${(e) => setLease(e.target.value)} hint="ends by itself; empty: stays" />
      ${lease && html`<${Field} label="Then" value=${then} placeholder="1%" autocomplete="off" onInput=${(e) => setThen(e.target.value)} hint="empty: as before" />`}
      <button type="submit">Preview</button>
    </form>`}
    <${Fault} error=${error} />
    ${preview && html`<${Preview} of=${preview.of} route=${route} />
      <div class="buttons"><button type="button" onClick=${() => setPreview(null)}>Leave it</button>
      <${Act} label=${`Set to ${preview.share}`} kind="primary" done=${() => (setPreview(null), setValue(''), reload())}
        say=${`${route.name} goes from ${route.share} to ${preview.share}${lease ? ` for ${lease}` : ''}.${along(route)}`}
        run=${async (reason) => {
          const receipt = await put(`/routes/${seg(route.name)}/share`, body(reason), etag);
          return `${route.name} is at ${preview.share} (change ${receipt.change}).`;
        }} /></div>`}
  <//>`;
}

function Blocked({ route }) {
  const causes = Object.entries(route.blocked || {});
  const some = causes.filter(([, n]) => n > 0);
  return html`<${Card} title="Blocked in the last minute">
    ${some.length === 0
      ? html`<p class="quiet">Every request could move.</p>`
      : html`<${Facts} of=${some.map(([cause, n]) => [cause, `${count(n)} requests`])} />`}
  <//>`;
}

/** Whom whatever is done to a route is done to as well. */
const along = (route) => (route?.together?.length ? ` So ${route.together.length === 1 ? 'is' : 'are'} ${route.together.join(', ')}: one group has one share, plan and latch.` : '');

/** What a latch without a reason is told by. */
const CAUSES = { operator: 'rolled back, no reason was given', damage: 'the stored state was damaged' };

function Latch({ route, reload }) {
  const latch = route.latch;
  if (!latch) return null;
  return html`<section class="latched" aria-label="Latch"><p><${Badge} kind="bad">latched<//> since ${when(latch.since)} by ${latch.by}: ${latch.reason || CAUSES[latch.cause] || latch.cause}.
    Nothing raises this route until a person clears it; its share stays.${latch.cools && new Date(latch.cools) > new Date() && ` It cools down until ${when(latch.cools)}.`}</p>
    <${Act} label="Clear the latch" done=${reload} say=${`The share stays as it is; it may be raised again afterwards.${along(route)}`}
      fields=${(values, set) => may('admin') && html`<label class="check"><input type="checkbox" checked=${values.force} onChange=${set('force')} /> also during its cool-down</label>`}
      run=${async (reason, values) => {
        await post(`/routes/${seg(route.name)}/plan/clear`, { reason, ...(values.force ? { force: true } : {}) });
        return `The latch of ${route.name} is lifted.`;
      }} /></section>`;
}

export function Route({ name }) {
  const { data, error, reload } = useLoad(() => read(`/routes/${seg(name)}`), [name], 5);
  useChanges(reload);
  const sample = latest(name);
  const route = data && { ...data.body, ...(sample ? { expected: sample.expected, observed: sample.observed, blocked: sample.blocked } : {}) };
  const done = (receipt) =>
    `${name} is rolled back${receipt.persisted === false ? ', in force but not stored yet' : ''}. Callers that went back to old: ${receipt.moved?.length ?? 0}.${receipt.couldNot?.length ? ` Could not: ${receipt.couldNot.length}.` : ''}`;
  return html`<${Page} title=${name} error=${error} loading=${!route}
    lead=${html`<a class="back" href="#/routes">All routes</a>
      <${Act} label="Roll back" title=${`Roll back ${name}`} kind="danger" reason="optional" done=${reload} confirm="Roll back now"
        say=${`0 % at once, the plan ends, and the route is latched until a person clears it.${along(route)}`}
        run=${async (reason) => done(await post(`/routes/${seg(name)}/rollback`, reason ? { reason } : {}))} />`}>
    ${route && html`
      <${Latch} route=${route} reload=${reload} />
      <div class="grid">
        <${Share} route=${route} etag=${data.etag} reload=${reload} />
        <${Plan} name=${name} reload=${reload} />
      </div>
      <${Card} title="Both platforms, the last five minutes"><${Charts} name=${name} /><//>
      <div class="grid"><${Blocked} route=${route} />
        <${Card} title="State"><${Facts} of=${[['home', route.home], ['revision', route.revision], ...(route.lease ? [['lease', `until ${when(route.lease.until)}`]] : []), ...(route.together?.length ? [['moves with', route.together.join(', ')]] : [])]} /><//></div>`}
  <//>`;
}
