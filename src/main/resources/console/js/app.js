// The frame around every page: who is logged in, what is live, where the red button is.
import { html, render, useEffect, useState } from '/js/html.js';
import { get, onLoggedOut, post, read, put, remove } from '/js/api.js';
import * as live from '/js/live.js';
import { Act, onDone } from '/js/act.js';
import { Badge, Choice, Fault, Field, session, useChanges, useLive, useLoad } from '/js/ui.js';
import { ago } from '/js/format.js';
import { Routes } from '/js/pages/routes.js';
import { Route } from '/js/pages/route.js';
import { Applications } from '/js/pages/applications.js';
import { Application } from '/js/pages/application.js';
import { Shadow } from '/js/pages/shadow.js';
import { Audit } from '/js/pages/audit.js';
import { Replicas } from '/js/pages/replicas.js';
import { Explain } from '/js/pages/explain.js';
import { Report } from '/js/pages/report.js';

const PAGES = [
  ['routes', 'Routes', Routes, Route],
  ['applications', 'Applications', Applications, Application],
  ['shadow', 'Shadow', Shadow],
  ['explain', 'Explain', Explain, Explain],
  ['audit', 'Audit', Audit],
  ['report', 'Report', Report],
  ['replicas', 'Replicas', Replicas],
];

function where() {
  const [page, ...name] = location.hash.replace(/^#\/?/, '').split('/');
  return { page: page || 'routes', name: name.length ? decodeURIComponent(name.join('/')) : null };
}

function useWhere() {
  const [at, go] = useState(where());
  useEffect(() => {
    const moved = () => {
      go(where());
      document.getElementById('main')?.focus({ preventScroll: true });
      scrollTo(0, 0);
    };
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  return at;
}

const theme = {
  next: { auto: 'light', light: 'dark', dark: 'auto' },
  get: () => document.documentElement.dataset.theme || 'auto',
  set(to) {
    if (to === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = to;
    try {
      localStorage.setItem('theme', to);
    } catch {
      // A browser that keeps nothing forgets the choice.
    }
    dispatchEvent(new Event('themed'));
  },
};

function Theme() {
  const [now, set] = useState(theme.get());
  const next = theme.next[now];
  return html`<button class="plain icon" onClick=${() => (theme.set(next), set(next))}
    title=${`Colours: ${now}; switch to ${next}`}>◐<span class="sr"> Colours: ${now}</span></button>`;
}

function Link() {
  useLive();
  const { state, since } = live.link;
  const text = { connecting: 'connecting…', live: 'live', lost: `link lost ${ago(since)}; what you see is old. Trying again…` }[state];
  return html`<span class=${`link ${state}`} role="status" aria-live="polite"><i aria-hidden="true"></i>${text}</span>`;
}

/** The override above everything, and how to move it. */
function Switch() {
  const { data, reload } = useLoad(() => read('/switch'), [], 10);
  useChanges(reload);
  const at = data?.body.switch;
  if (!at) return null;
  return html`<span class="switch">switch <${Badge} kind=${at === 'auto' ? '' : 'warn'}>${at}<//>
    <${Act} label="Move…" title="Move the global switch" kind="small" done=${reload}
      say="It stands above every route: auto lets the shares decide, old and new send everything that can go there."
      fields=${(values, set) => html`<${Choice} label="Position" value=${values.to ?? at} onChange=${set('to')}
          options=${[['auto', 'auto – the shares decide'], ['old', 'old – everything to the old platform'], ['new', 'new – everything to the new platform']]} />
        <${Field} label="Lease" placeholder="10m" value=${values.lease ?? ''} onInput=${set('lease')} hint="Springs back by itself after this time; empty: it stays." />`}
      run=${async (reason, values) => {
        await put('/switch', { switch: values.to ?? at, reason, ...(values.lease ? { lease: values.lease } : {}) }, data.etag);
        return `The switch stands at ${values.to ?? at}.`;
      }} confirm="Move" /></span>`;
}

const toldOf = (receipt) =>
  `Rolled back${receipt.persisted === false ? ', in force but not stored yet' : ''}.` +
  (receipt.moved?.length ? ` Moved: ${receipt.moved.map(named).join(', ')}.` : '') +
  (receipt.couldNot?.length ? ` Could not: ${receipt.couldNot.map(named).join(', ')}.` : '');

const named = (each) => (typeof each === 'string' ? each : [each.application ?? each.route ?? '', each.why ?? each.reason ?? ''].filter(Boolean).join(': '));

function Frame({ leave }) {
  const at = useWhere();
  const [told, tell] = useState(null);
  // What was done on one page is no news on the next.
  useEffect(() => tell(null), [at.page, at.name]);
  useEffect(() => {
    // Nor is it when it is old: what has become of it stands on the page.
    const over = told && setTimeout(() => tell(null), 20_000);
    return () => clearTimeout(over);
  }, [told]);
  useEffect(() => {
    onDone(tell);
    live.open();
    return live.close;
  }, []);
  const [, , List, One] = PAGES.find(([page]) => page === at.page) || PAGES[0];
  return html`<a class="skip" href="#main" onClick=${(event) => (event.preventDefault(), document.getElementById('main').focus())}>To the page</a>
    <header class="top">
      <a class="brand" href="#/routes"><img src="/icon.svg" alt="" width="26" height="26" />cutover</a>
      <nav aria-label="Pages">${PAGES.map(([page, title]) => html`<a href=${`#/${page}`} aria-current=${at.page === page ? 'page' : undefined}>${title}</a>`)}</nav>
      <div class="state"><${Link} /><${Switch} />
        <${Act} label="Roll back all" title="Roll back every route" kind="danger" reason="optional" confirm="Roll back all routes now"
          say="Every route goes to 0 % at once and is latched until a person clears it. Plans end; pins and overrides to new are suspended."
          run=${async (reason) => toldOf(await post('/rollback', reason ? { reason } : {}))} />
        <${Theme} />
        <span class="who">${session.name} <small>${session.role}</small></span>
        <button class="plain" onClick=${leave}>Log out</button></div>
    </header>
    <div class="told" role="status" aria-live="polite">${told && html`<p>${told} <button class="plain icon" aria-label="Dismiss" onClick=${() => tell(null)}>✕</button></p>`}</div>
    ${at.name && One ? html`<${One} name=${at.name} key=${at.name} />` : html`<${List} />`}`;
}

function Login({ enter, note }) {
  const [token, setToken] = useState('');
  const [error, setError] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    try {
      enter(await post('/session', { token: token.trim() }));
    } catch (problem) {
      setError(problem.status === 401 ? { message: 'This token is no operator’s. It is the one that admin.operators names in the configuration; the demo prints its own.' } : problem);
    }
  };
  return html`<main class="login"><form class="card" onSubmit=${submit}>
    <h1><img src="/icon.svg" alt="" width="34" height="34" /> cutover</h1>
    ${note && html`<p class="quiet">${note}</p>`}
    <${Field} label="Operator's token" type="password" value=${token} required autofocus autocomplete="current-password"
      onInput=${(event) => setToken(event.target.value)} />
    <${Fault} error=${error} />
    <div class="buttons"><button class="primary" type="submit">Log in</button></div>
  </form></main>`;
}

function App() {
  const [state, set] = useState('asking');
  const enter = (who) => {
    Object.assign(session, who);
    set('in');
  };
  useEffect(() => {
    onLoggedOut(() => set('over'));
    get('/session').then(enter, () => set('out'));
  }, []);
  if (state === 'asking') return html`<main class="login"><p class="quiet">Loading…</p></main>`;
  if (state !== 'in') return html`<${Login} enter=${enter} note=${state === 'over' ? 'The session has ended; log in again.' : null} />`;
  return html`<${Frame} leave=${() => remove('/session').finally(() => set('out'))} />`;
}

try {
  theme.set(localStorage.getItem('theme') || 'auto');
} catch {
  theme.set('auto');
}
render(html`<${App} />`, document.getElementById('app'));
