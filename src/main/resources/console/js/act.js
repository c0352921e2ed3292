// A button that does something that is recorded: one window asks for the reason, one click does it.
import { html, useState } from '/js/html.js';
import { Dialog, Fault, Field, may } from '/js/ui.js';

let announce = () => {};

/** Names who tells people what came of it. */
export function onDone(listener) {
  announce = listener;
}

/**
 * `run(reason, values)` does it and returns what to tell; a problem stays in the window, so that
 * nobody has to write the reason twice.
 */
export function Act({ label, title, kind = '', role = 'operator', reason = 'required', say, fields, run, done, confirm, disabled }) {
  const [open, setOpen] = useState(false);
  if (!may(role)) {
    return html`<button class=${kind} disabled title=${`needs the role ${role}`}>${label}</button>`;
  }
  return html`<button type="button" class=${kind} disabled=${disabled} onClick=${() => setOpen(true)}>${label}</button>
    ${open && html`<${Ask} ...${{ title: title || label, kind, reason, say, fields, run, done, confirm: confirm || label }}
      close=${() => setOpen(false)} />`}`;
}

function Ask({ title, kind, reason, say, fields, run, done, confirm, close }) {
  const [why, setWhy] = useState('');
  const [values, setValues] = useState({});
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const set = (name) => (event) =>
    setValues((old) => ({ ...old, [name]: event.target.type === 'checkbox' ? event.target.checked : event.target.value }));
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      announce((await run(why.trim(), values)) || `${title}: done`);
      close();
      done?.();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${title} onClose=${close}>
    <form onSubmit=${submit}>
      ${say && html`<p>${say}</p>`}
      ${fields?.(values, set)}
      ${reason !== 'none' && html`<${Field} label=${reason === 'required' ? 'Reason' : 'Reason (optional)'} value=${why}
        autofocus required=${reason === 'required'} maxlength="500" autocomplete="off"
        onInput=${(event) => setWhy(event.target.value)} hint="It stands in the audit, beside your name." />`}
      <${Fault} error=${error} />
      <div class="buttons">
        <button type="button" onClick=${close}>Cancel</button>
        <button type="submit" class=${kind || 'primary'} disabled=${busy}>${busy ? 'Working…' : confirm}</button>
      </div>
    </form>
  <//>`;
}
