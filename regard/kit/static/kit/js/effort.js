// How long people are at a form (data-form) and which fields they fill by hand; never what they write. Time runs while a
// field has the focus, the page is seen, and a key or pointer moved in the last 20 s. Sent with the form, or when it is left.
{
  const uses = new Map(), rest = 20000;
  let at = null, before = 0;
  const values = form => { const data = new FormData(form); return name => data.getAll(name).map(one => one.name ?? one).join(''); };
  const count = () => {
    const now = performance.now(), field = document.activeElement;
    if (at) uses.get(at).ms += Math.min(now - before, rest);
    before = now;
    at = !document.hidden && document.hasFocus() && field?.matches('input, select, textarea') && uses.has(field.form) ? field.form : null;
  };
  const told = form => {
    const { ms, first, typed } = uses.get(form), now = values(form);
    const names = new Set([...form.elements].filter(one => one.name && !/hidden|submit|button/.test(one.type) && !typed.has(one.name) && one.checkVisibility()).map(one => one.name));
    const only = test => [...names].filter(test);
    return JSON.stringify({ form: form.dataset.form, ms: Math.round(ms), typed: [...typed],
      filled: only(name => now(name) && now(name) === first(name)), empty: only(name => !now(name)) });
  };
  const leave = form => {
    const use = uses.get(form), data = new FormData();
    if (use.sent || (use.ms < 1000 && !use.typed.size)) return;
    data.set('left', told(form));
    data.set('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
    navigator.sendBeacon(form.dataset.formLeft, data);
    use.ms = 0;
    use.typed.clear();
  };
  const look = () => {
    count();
    uses.forEach((use, form) => { if (!form.isConnected) { leave(form); uses.delete(form); } });
    document.querySelectorAll('form[data-form]').forEach(form => { if (!uses.has(form)) uses.set(form, { ms: 0, first: values(form), typed: new Set(), sent: false }); });
    count();
  };
  for (const name of ['keydown', 'pointermove', 'pointerdown', 'focusin', 'focusout', 'visibilitychange']) document.addEventListener(name, count, true);
  document.addEventListener('input', event => {
    count();
    const use = uses.get(event.target.form);
    if (use && event.isTrusted) { use.typed.add(event.target.name); use.sent = false; }
  }, true);
  document.addEventListener('submit', event => {
    const form = event.target;
    if (!uses.has(form)) return;
    count();
    const field = form.elements.effort ?? form.appendChild(Object.assign(document.createElement('input'), { type: 'hidden', name: 'effort' }));
    field.value = told(form);
    uses.get(form).sent = true;
  }, true);
  addEventListener('pagehide', () => { count(); uses.forEach((_, form) => leave(form)); });
  addEventListener('pageshow', event => { if (event.persisted) { uses.clear(); at = null; look(); } });
  document.addEventListener('htmx:after:swap', look);
  look();
}
