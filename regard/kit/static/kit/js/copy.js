// Copies what data-copy holds and says so. The button is there only when the browser can.
document.querySelectorAll('[data-copy]').forEach(button => { button.hidden = !navigator.clipboard; });
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  document.getElementById('announcer').textContent = button.dataset.copied;
});
