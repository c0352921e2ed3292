// Where a request would go, or went, and every rule that it met.
import { html, useEffect, useState } from '/js/html.js';
import { get, post, seg } from '/js/api.js';
import { Card, Choice, Facts, Fault, Field, Page, Platform } from '/js/ui.js';
import { when, words } from '/js/format.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((m) => [m, m]);

function headersOf(text) {
  const headers = {};
  for (const line of text.split('\n').filter((l) => l.trim())) {
    const colon = line.indexOf(':');
    if (colon < 1) throw { message: `“${line.slice(0, 40)}” is no header; write Name: value` };
    headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function Answer({ of }) {
  const rest = Object.entries(of).filter(([name, value]) => !['platform', 'decision', 'reasons'].includes(name) && value != null && typeof value !== 'object');
  return html`<div role="region" aria-label="Answer">
    <p class="big">${of.platform ? html`<${Platform} of=${of.platform} />, decided by <b>${of.decision}</b>` : 'answered by the gateway itself'}</p>
    <${Facts} of=${rest.map(([name, value]) => [words(name), name === 'at' ? when(value) : String(value)])} />
    <ol class="reasons">${(of.reasons ?? []).map((each) => html`<li>${typeof each === 'string' ? each : each.words ?? JSON.stringify(each)}</li>`)}</ol>
  </div>`;
}

export function Explain({ name }) {
  const [method, setMethod] = useState('GET');
  const [url, setUrl] = useState('');
  const [headers, setHeaders] = useState('');
  const [id, setId] = useState(name ?? '');
  const [answer, setAnswer] = useState(null);
  const [error, setError] = useState(null);
  const ask = (load) => async (event) => {
    event?.preventDefault();
    setError(null);
    setAnswer(null);
    try {
      setAnswer(await load());
    } catch (problem) {
      setError(problem);
    }
  };
  const past = ask(() => get(`/explain/${seg(id.trim())}`));
  useEffect(() => {
    if (name) past();
  }, [name]);
  return html`<${Page} title="Explain">
    <div class="grid">
      <${Card} title="A request as it would come">
        <form onSubmit=${ask(() => post('/explain', { method, url, headers: headersOf(headers) }))}>
          <${Choice} label="Method" value=${method} options=${METHODS} onChange=${(e) => setMethod(e.target.value)} />
          <${Field} label="URL" value=${url} required placeholder="https://api.example.com/orders/v1/7" onInput=${(e) => setUrl(e.target.value)} />
          <label class="field"><span>Headers</span><textarea rows="4" value=${headers} spellcheck=${false} autocomplete="off"
            placeholder="Authorization: Bearer …" onInput=${(e) => setHeaders(e.target.value)}></textarea>
            <small>One a line. A token is looked up in the caches and goes nowhere.</small></label>
          <div class="buttons"><button class="primary">Explain</button></div>
        </form>
      <//>
      <${Card} title="A request that came">
        <form onSubmit=${past}>
          <${Field} label="Request id" value=${id} required hint="from X-Request-Id of its answer" onInput=${(e) => setId(e.target.value)} />
          <div class="buttons"><button class="primary">Explain</button></div>
        </form>
      <//>
    </div>
    <${Fault} error=${error} />
    ${answer && html`<${Card} title="Answer"><${Answer} of=${answer} /><//>`}
  <//>`;
}
