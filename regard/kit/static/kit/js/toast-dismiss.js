// A toast can be closed; one without anything to do in it leaves by itself after ten seconds, unless it is being read.
document.addEventListener('click', event => { event.target.closest('[data-toast-close]')?.closest('.toast').remove(); });
document.querySelectorAll('.toast').forEach(toast => {
  if (toast.querySelector('a, form') || toast.matches('[data-stays]')) return;
  const leave = () => { toast.matches(':hover, :focus-within') ? setTimeout(leave, 4000) : toast.remove(); };
  setTimeout(leave, 10000);
});
