// A link to #id marked data-dialog-open opens that dialog over the page; without script it is the :target of the link.
// A dialog the server sends open (its form has an error) is shown the same way.
{
  const show = dialog => { if (dialog.open) dialog.close(); dialog.showModal(); };
  document.addEventListener('click', event => {
    const opener = event.target.closest('[data-dialog-open]');
    if (opener) {
      const dialog = document.getElementById(opener.hash.slice(1));
      if (dialog?.showModal) { event.preventDefault(); show(dialog); }
      return;
    }
    const dialog = event.target.closest('dialog');
    if (!dialog?.open) return;
    const outside = event.target === dialog && event.detail > 0 && (() => {
      const box = dialog.getBoundingClientRect();
      return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    })();
    // What was typed is kept: closing only hides the form, and a click outside closes only an empty one.
    const typed = [...dialog.querySelectorAll('textarea')].some(area => area.value.trim());
    if (event.target.closest('[data-dialog-close]') || (outside && !typed)) { event.preventDefault(); dialog.close(); }
  });
  document.querySelectorAll('dialog[open]').forEach(show);
}
