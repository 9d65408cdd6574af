// Counts the clocks down between two visits of the server, only where wall time is what counts (data-due is there).
// Says aloud, politely, when one turns amber or red; never every minute.
{
  const words = document.documentElement.dataset, ring = 50.3;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const length = minutes => minutes < 60 ? fill(words.wordsMinutes, { m: minutes })
    : fill(words.wordsHours, { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, '0') });
  const tick = clock => {
    const now = Date.now(), due = Date.parse(clock.dataset.due), started = Date.parse(clock.dataset.started), soon = Date.parse(clock.dataset.soon);
    const minutes = Math.floor(Math.abs(due - now) / 60000), late = now >= due;
    if (minutes >= 720) return;
    const state = late ? 'late' : now >= soon || clock.classList.contains('soon') ? 'soon' : 'calm';
    clock.querySelector('bdi').textContent = late ? fill(words.wordsLate, { time: length(minutes) }) : length(minutes);
    const share = late ? 1 : Math.max(0, Math.min(1, (due - now) / (due - started)));
    if (share >= 0) clock.querySelector('.v').setAttribute('stroke-dasharray', `${(share * ring).toFixed(1)} ${ring}`);
    if (clock.classList.contains(state)) return;
    clock.classList.remove('calm', 'soon', 'late');
    clock.classList.add(state);
    const word = state === 'late' ? words.wordsIsLate : words.wordsIsSoon;
    clock.querySelector('.sr').textContent = late ? '' : ` ${word}`;
    const name = clock.closest('[data-item]')?.querySelector('strong')?.textContent;
    if (name) document.getElementById('announcer').textContent = `${name}: ${word}`;
  };
  const all = () => { if (!document.hidden) document.querySelectorAll('.clock[data-due]').forEach(tick); };
  setInterval(all, 20000);
  document.addEventListener('visibilitychange', all);
  document.addEventListener('htmx:after:swap', all);
  all();
}
