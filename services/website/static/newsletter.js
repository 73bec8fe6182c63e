// The form of a newsletter works without this file. It shows the mail while you type, and moves things without sending.
addEventListener('DOMContentLoaded', () => {
  const form = document.querySelector('[data-newsletter]');
  if (!form) return;
  const frames = document.querySelector('[data-frame]');
  const chosen = form.querySelector('[data-chosen]');
  const found = form.querySelector('[data-found]');
  const none = form.querySelector('[data-none]');
  const status = form.querySelector('[data-say]');
  let view = document.querySelector('[data-preview]');
  let number = 0;

  const later = (act, pause) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(act, pause); };
  };
  const say = (what, thing) => { status.textContent = `${status.dataset[what]}: ${thing.querySelector('b').textContent}`; };
  const part = async (address, query) => {
    try {
      const answer = await fetch(`${address}?${query}`, { headers: { Accept: 'text/html' } });
      return answer.ok ? await answer.text() : '';
    } catch { return ''; }
  };

  // A new frame each time: a frame that is sent to again would fill the way back.
  const look = () => {
    const old = frames.lastElementChild;
    const frame = old.cloneNode();
    frame.name = `vorschau-${++number}`;
    frame.classList.add('coming');
    frames.append(frame);
    frame.addEventListener('load', () => {
      if (!frame.contentWindow || frame.contentWindow.location.href === 'about:blank') return;
      try { frame.contentWindow.scrollTo(0, old.contentWindow.scrollY); } catch {}
      frame.classList.remove('coming');
      frames.querySelectorAll('iframe').forEach(each => { if (each !== frame) each.remove(); });
    });
    document.querySelectorAll('[data-preview]').forEach(button => {
      button.formTarget = frame.name;
      button.setAttribute('aria-pressed', button === view);
    });
    form.requestSubmit(view);
  };
  const lookSoon = later(look, 600);
  document.querySelectorAll('[data-preview]').forEach(button => button.addEventListener('click', event => {
    if (!event.isTrusted) return;
    event.preventDefault();
    view = button;
    look();
  }));

  const recount = later(async () => {
    const query = new URLSearchParams([...new FormData(form)].filter(([name]) => ['wem', 'thema', 'stadtteil'].includes(name)));
    const words = await part(form.dataset.count, query);
    if (words) form.querySelector('[data-readers]').innerHTML = words;
  }, 300);

  const changed = () => { none.hidden = chosen.children.length > 0; lookSoon(); };
  const take = (thing, before = null) => {
    if (chosen.children.length >= Number(form.dataset.most) && thing.parentElement !== chosen) return;
    thing.querySelector('[type=hidden]').name = 'stueck';
    thing.querySelector('[data-take]')?.remove();
    chosen.insertBefore(thing, before);
    changed();
  };
  form.addEventListener('click', event => {
    const button = event.target.closest('button');
    const thing = event.target.closest('[data-thing]');
    if (!button) return;
    if (button.matches('[data-take]')) {
      event.preventDefault();
      take(thing);
      say('taken', thing);
      thing.querySelector('[data-remove]').focus();
    } else if (button.matches('[data-move]')) {
      event.preventDefault();
      const up = button.dataset.move === '-1';
      const other = up ? thing.previousElementSibling : thing.nextElementSibling;
      if (other) chosen.insertBefore(thing, up ? other : other.nextElementSibling);
      say('moved', thing);
      button.focus();
      changed();
    } else if (button.matches('[data-remove]')) {
      event.preventDefault();
      say('removed', thing);
      (thing.nextElementSibling || thing.previousElementSibling)?.querySelector('[data-remove]')?.focus();
      thing.remove();
      changed();
    } else if (button.matches('[data-find]')) {
      event.preventDefault();
      search();
    } else if (button.matches('[data-recount]')) {
      event.preventDefault();
      recount();
    }
  });

  const question = form.querySelector('[data-question]');
  const search = async () => {
    found.innerHTML = question.value.trim() ? await part(form.dataset.search, new URLSearchParams({ q: question.value })) : '';
    carry();
  };
  question.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    search();
  });

  // Things can be carried from what was found into what is taken in, and to another place there.
  let carried = null;
  const carry = () => form.querySelectorAll('[data-thing]').forEach(thing => { thing.draggable = true; });
  form.addEventListener('dragstart', event => {
    carried = event.target.closest?.('[data-thing]');
    if (carried) event.dataTransfer.setData('text/plain', carried.querySelector('b').textContent);
  });
  chosen.addEventListener('dragover', event => {
    if (!carried) return;
    event.preventDefault();
    chosen.classList.add('over');
  });
  chosen.addEventListener('dragleave', () => chosen.classList.remove('over'));
  chosen.addEventListener('drop', event => {
    event.preventDefault();
    chosen.classList.remove('over');
    if (!carried) return;
    const below = [...chosen.children].find(each => each !== carried && event.clientY < each.getBoundingClientRect().top + each.offsetHeight / 2);
    take(carried, below || null);
    say('taken', carried);
    carried = null;
  });
  form.addEventListener('dragend', () => { carried = null; chosen.classList.remove('over'); });

  form.addEventListener('input', event => {
    const name = event.target.name;
    // whoever chooses a topic means some people, whoever means everybody chooses none
    if (['thema', 'stadtteil'].includes(name)) form.querySelector('[name=wem][value=themen]').checked = true;
    if (name === 'wem') {
      const some = event.target.value === 'themen';
      form.querySelector('[data-topics]').open = some;
      if (!some) form.querySelectorAll('[name=thema], [name=stadtteil]').forEach(tick => { tick.checked = false; });
    }
    if (['wem', 'thema', 'stadtteil'].includes(name)) recount();
    else if (name !== 'q') lookSoon();
  });
  chosen.classList.add('open');
  carry();
  if (form.elements.subject.value || form.elements.text.value) look();
});
