import { make } from './element.ts';

export interface Gutter {
  draw(): void;
  mark(lines: ReadonlyMap<number, 'error' | 'warning'>): void;
}

/** Line numbers next to a text area, with marks. Only visible ones exist. */
export function gutter(area: HTMLTextAreaElement, column: HTMLElement): Gutter {
  let marks: ReadonlyMap<number, 'error' | 'warning'> = new Map();
  let lines = 1;

  const draw = () => {
    const style = getComputedStyle(area);
    const height = Number.parseFloat(style.lineHeight);
    const first = Math.max(1, Math.floor(area.scrollTop / height));
    const last = Math.min(lines, first + Math.ceil(area.clientHeight / height) + 1);
    const top = Number.parseFloat(style.paddingTop) + (first - 1) * height - area.scrollTop;
    const numbers = make('div', {});
    numbers.style.transform = `translateY(${top}px)`;
    for (let line = first; line <= last; line++) {
      numbers.append(make('div', { className: marks.get(line) ?? '' }, String(line)));
    }
    column.style.setProperty('--digits', String(Math.max(2, String(lines).length)));
    column.replaceChildren(numbers);
  };
  area.addEventListener('scroll', draw, { passive: true });
  new ResizeObserver(draw).observe(area);

  return {
    draw() {
      lines = 1;
      for (let at = area.value.indexOf('\n'); at >= 0; at = area.value.indexOf('\n', at + 1)) lines++;
      draw();
    },
    mark(next) {
      marks = next;
      draw();
    },
  };
}
