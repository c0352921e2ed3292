// Charts of the last five minutes. The old platform is orange and dashed, the new one blue and
// solid (Okabe and Ito's palette), what was asked grey and dotted, so that neither colour nor sight of colour is needed.
import uPlot from '/vendor/uplot.js';
import { html, useEffect, useRef } from '/js/html.js';
import { DASH } from '/js/format.js';

/** A colour as it is drawn now: the property itself names one for light and one for dark. */
function color(name) {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(${name})`;
  const drawn = getComputedStyle(probe).color;
  probe.remove();
  return drawn;
}

const shades = { old: ['--old', '--old-2', '--old-3'], new: ['--new', '--new-2', '--new-3'], asked: ['--quiet'] };

function options(width, series, format) {
  const axis = { stroke: color('--quiet'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' };
  return {
    width,
    height: 180,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    // Five minutes always, so that a chart that begins does not stretch its first seconds.
    scales: { x: { time: true, range: (_, __, max) => [max - 300, max] }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.15 : 1] } },
    axes: [
      { ...axis, space: 80, size: 30, gap: 9, values: (_, ticks) => ticks.map((t) => new Date(t * 1000).toLocaleTimeString([], { hour12: false })) },
      { ...axis, size: 64, values: (_, ticks) => ticks.map((t) => format(t)) },
    ],
    series: [
      {},
      ...series.map((each) => ({
        label: each.label,
        stroke: color(shades[each.platform][each.shade || 0]),
        width: 2,
        dash: { old: [6, 4], asked: [2, 3] }[each.platform],
        points: { show: false },
        spanGaps: false,
      })),
    ],
  };
}

/** Series: `{ label, platform, shade?, values }`, one value a second beside `times`. */
export function Chart({ title, times, series, format }) {
  const place = useRef(null);
  const plot = useRef(null);
  const shape = series.map((each) => each.label).join();
  useEffect(() => {
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(place.current.clientWidth || 300, series, format), [times, ...series.map((each) => each.values)], place.current);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: place.current.clientWidth, height: 180 }));
    resized.observe(place.current);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    addEventListener('themed', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      removeEventListener('themed', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => {
    plot.current?.setData([times, ...series.map((each) => each.values)]);
  });
  const last = (each) => {
    const value = each.values.at(-1);
    return value == null ? DASH : format(value);
  };
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <div ref=${place} role="img" aria-label=${`${title}: ${series.map((each) => `${each.label} ${last(each)}`).join(', ')}`}></div>
    <ul class="legend">${series.map(
      (each) => html`<li><svg width="26" height="8" aria-hidden="true"><line x1="0" y1="4" x2="26" y2="4"
        class=${`stroke-${each.platform}-${each.shade || 0}`} /></svg>${each.label} <b>${last(each)}</b></li>`,
    )}</ul>
  </figure>`;
}

/** Both platforms' last minute in the height of a line of text. */
export function Spark({ samples, value, label }) {
  const last = samples.slice(-60);
  const both = { old: last.map((s) => value(s, 'old') ?? 0), new: last.map((s) => value(s, 'new') ?? 0) };
  const top = Math.max(1e-9, ...both.old, ...both.new);
  const path = (values) =>
    values.map((v, i) => `${i === 0 ? 'M' : 'L'}${(120 - (values.length - 1 - i) * 2).toFixed(0)} ${(22 - (v / top) * 20).toFixed(1)}`).join('');
  return html`<svg class="spark" viewBox="0 0 120 24" role="img"
    aria-label=${`${label}: old ${both.old.at(-1) ?? 0}, new ${both.new.at(-1) ?? 0}`}>
    <path class="stroke-old-0" d=${path(both.old)} /><path class="stroke-new-0" d=${path(both.new)} />
  </svg>`;
}
