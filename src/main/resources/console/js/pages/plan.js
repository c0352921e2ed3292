// A route's plan: where it stands, what the gate knows, and every verb.
import { html } from '/js/html.js';
import { get, post, seg } from '/js/api.js';
import { Act } from '/js/act.js';
import { Badge, Card, Facts, Fault, Field, Table, may, useChanges, useLoad } from '/js/ui.js';
import { when, words } from '/js/format.js';

const VERBS = {
  pause: { label: 'Pause', say: 'The share stays and the guards stay on.' },
  resume: { label: 'Resume', say: 'The same step goes on; its evidence starts anew.' },
  advance: { label: 'Advance', say: 'The hold ends and the next step begins. Refused on a breach; on too little evidence it takes an admin’s force.', force: true },
  complete: { label: 'Complete', say: '100 % now, then the bake.' },
  stop: { label: 'Stop', say: 'The plan ends and the share stays.' },
  abort: { label: 'Abort', say: 'The plan ends and the share goes to 0 %, without a latch.', kind: 'danger' },
};

const OPEN = { running: ['pause', 'advance', 'complete', 'stop', 'abort'], holding: ['pause', 'advance', 'complete', 'stop', 'abort'], paused: ['resume', 'complete', 'stop', 'abort'], baking: ['stop', 'abort'] };

const VERDICTS = { pass: 'good', breach: 'bad', too_few: '', unknown: 'warn' };

function Start({ name, done }) {
  return html`<${Act} label="Start a plan" kind="primary" done=${done} say="The share is raised step by step, and each step must pass its gate."
    fields=${(values, set) => html`<${Field} label="Plan" value=${values.plan ?? ''} onInput=${set('plan')} placeholder="careful" hint="careful, quick, low-traffic, or one of the configuration; empty: the route's own" />
      <${Field} label="From" value=${values.from ?? ''} onInput=${set('from')} placeholder="10%" hint="skips the steps below; empty: from the first" />`}
    run=${async (reason, { plan, from }) => {
      await post(`/routes/${seg(name)}/plan/start`, { reason, ...(plan ? { plan } : {}), ...(from ? { from: from.replace(/\s*%?$/, '%') } : {}) });
      return `The plan was started on ${name}.`;
    }} />`;
}

function Verb({ name, verb, done }) {
  const { label, say, kind, force } = VERBS[verb];
  return html`<${Act} label=${label} title=${`${label} the plan of ${name}`} kind=${kind} say=${say} done=${done}
    fields=${force && may('admin') ? (values, set) => html`<label class="check"><input type="checkbox" checked=${values.force} onChange=${set('force')} /> although there is too little evidence</label>` : undefined}
    run=${async (reason, values) => {
      await post(`/routes/${seg(name)}/plan/${verb}`, { reason, ...(values.force ? { force: true } : {}) });
      return `${label}: done for ${name}.`;
    }} />`;
}

const Verdict = ({ of }) => html`<${Badge} kind=${VERDICTS[of] ?? ''}>${String(of ?? 'none').replace('_', ' ')}<//>`;

/** The steps as a line that fills up. */
function Steps({ plan }) {
  const steps = plan.steps ?? [];
  const at = plan.step?.index ?? -1;
  if (steps.length === 0) return null;
  return html`<ol class="steps" aria-label="Steps">${steps.map((step, i) => {
    return html`<li class=${i < at ? 'past' : i === at ? 'here' : ''} aria-current=${i === at ? 'step' : undefined}>${step}</li>`;
  })}</ol>`;
}

/** The sentence without what stands in the columns beside it. */
const inWords = ({ words: said, signal, verdict }) => said.replace(`${signal}: `, '').replace(`: ${verdict.replace('_', ' ')}`, '');

const Signals = ({ of }) => html`<${Table} rows=${of} keyOf=${(r) => `${r.signal} ${r.rule}`} empty="There is no evidence yet." columns=${[
  { name: 'Signal', value: (r) => html`<b class="word">${r.signal}</b>${r.dryRun && html` <${Badge}>dry run<//>`}` },
  { name: 'Verdict', value: (r) => html`<${Verdict} of=${r.verdict} />` },
  { name: 'In words', value: inWords },
]} />`;

/** What the gate knows; of a group, route by route. */
function Evidence({ of }) {
  const routes = [...new Set(of.map((r) => r.route))];
  if (routes.length < 2) return html`<${Signals} of=${of} />`;
  return html`<div class="grid">${routes.map((route) => html`<div key=${route}><h3><a href=${`#/routes/${seg(route)}`}>${route}</a></h3>
    <${Signals} of=${of.filter((r) => r.route === route)} /></div>`)}</div>`;
}

export function Plan({ name, reload }) {
  const { data: plan, error, reload: again } = useLoad(() => get(`/routes/${seg(name)}/plan`), [name], 3);
  useChanges(again);
  const done = () => (again(), reload());
  const state = plan?.state ?? 'idle';
  const running = OPEN[state];
  return html`<${Card} title="Plan" tools=${plan && html`<${Badge} kind=${state === 'paused' ? 'warn' : state === 'rolledBack' ? 'bad' : state === 'idle' ? '' : 'plan'}>${words(state)}<//>`}>
    <${Fault} error=${error?.status === 404 ? null : error} />
    ${plan && html`
      ${state === 'idle' && html`<p class="quiet">No plan is under way: the share is set by hand.</p>`}
      ${plan.plan && html`<${Facts} of=${[
        ['plan', plan.plan],
        ['step', plan.step && html`${plan.step.index + 1}${plan.step.of && ` of ${plan.step.of}`}: <b>${plan.step.what ?? plan.step.share}</b>`],
        ['held', plan.hold && `${plan.held} of ${plan.hold}`],
        ['started', plan.started && `${when(plan.started)} by ${plan.by}`],
        ['returned', plan.returned?.length ? plan.returned.join(', ') : null],
      ].filter(([, value]) => value)} />`}
      <${Steps} plan=${plan} />
      ${plan.note && plan.note !== plan.verdict?.words && html`<p><b>${plan.note}</b></p>`}
      ${plan.verdict && html`<p><${Verdict} of=${plan.verdict.verdict} /> ${plan.verdict.words}</p>`}
      <div class="buttons">${running ? running.map((verb) => html`<${Verb} key=${verb} name=${name} verb=${verb} done=${done} />`) : html`<${Start} name=${name} done=${done} />`}</div>`}
  <//>
  ${(running || plan?.evidence?.length > 0) && html`<div class="wide evidence"><${Card} title="Evidence"><${Evidence} of=${plan.evidence ?? []} /><//></div>`}`;
}
