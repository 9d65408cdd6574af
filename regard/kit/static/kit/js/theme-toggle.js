// Light or dark, at once and without leaving the page. The server reads the cookie on the next one.
document.addEventListener('click', event => {
  const button = event.target.closest('[data-theme-toggle]');
  if (!button) return;
  event.preventDefault();
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax${secure}`;
});
document.querySelectorAll('[data-theme-toggle][hidden]').forEach(button => { button.hidden = false; });
