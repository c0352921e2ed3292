// Numbers and times in words. What there was no traffic for is a dash, never a 0.
export const DASH = '–';

export const ratio = (share) => (share == null ? null : parseFloat(share) / 100);

export function count(number) {
  if (number == null) return DASH;
  if (number >= 1e6) return `${(number / 1e6).toFixed(1)} M`;
  if (number >= 1e4) return `${(number / 1e3).toFixed(1)} k`;
  return Number.isInteger(number) ? String(number) : number.toFixed(1);
}

export function bytes(number) {
  if (number == null) return DASH;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let i = 0;
  while (number >= 1024 && i < units.length - 1) {
    number /= 1024;
    i++;
  }
  return `${i === 0 ? number : number.toFixed(1)} ${units[i]}`;
}

export function seconds(value) {
  if (value == null) return DASH;
  const s = Number(value);
  if (s === 0) return '0';
  if (s < 0.001) return `${Math.round(s * 1e6)} µs`;
  if (s < 1) return `${(s * 1000).toFixed(s < 0.01 ? 1 : 0)} ms`;
  return `${s.toFixed(1)} s`;
}

export const orDash = (value) => (value == null || value === '' ? DASH : value);

export function when(instant) {
  if (!instant) return DASH;
  const time = new Date(instant);
  if (Number.isNaN(time.getTime())) return String(instant);
  const sameDay = time.toDateString() === new Date().toDateString();
  return sameDay
    ? time.toLocaleTimeString([], { hour12: false })
    : time.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short', hour12: false });
}

export function ago(instant) {
  if (!instant) return 'never';
  const s = Math.max(0, Math.round((Date.now() - new Date(instant).getTime()) / 1000));
  if (s < 90) return `${s} s ago`;
  if (s < 5400) return `${Math.round(s / 60)} min ago`;
  if (s < 129600) return `${Math.round(s / 3600)} h ago`;
  return `${Math.round(s / 86400)} days ago`;
}

/** Names a camelCase member in words. */
export const words = (name) => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** Returns rows as CSV (RFC 4180); a leading =, +, - or @ is defused for spreadsheets. */
export function csv(columns, rows) {
  const cell = (value) => {
    let text = value == null ? '' : Array.isArray(value) ? value.join(' ') : String(value);
    if (/^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** Hands a text to the browser as a file. */
export const download = (name, text) => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
