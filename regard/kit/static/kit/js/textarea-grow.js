// A textarea as tall as its text, where the browser cannot do it by itself (field-sizing).
if (!CSS.supports('field-sizing', 'content')) {
  const grow = area => { area.rows = Math.min(18, Math.max(3, area.value.split('\n').length + Math.floor(area.value.length / 78))); };
  document.addEventListener('input', event => { if (event.target.matches('textarea[data-grow]')) grow(event.target); });
  document.querySelectorAll('textarea[data-grow]').forEach(grow);
}
