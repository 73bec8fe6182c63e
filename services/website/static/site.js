// Everything works without this file. It only adds comfort.
(() => {
  const root = document.documentElement;
  const dark = () => (root.dataset.theme || (matchMedia('(prefers-color-scheme:dark)').matches ? 'dark' : 'light')) === 'dark';
  try { const theme = localStorage.getItem('theme'); if (theme) root.dataset.theme = theme; } catch {}
  // filters start folded on small screens: from here on, so that nothing jumps when the page is there
  root.dataset.loading = '';

  const show = button => button.setAttribute('aria-pressed', dark());
  const count = field => {
    const line = document.getElementById(field.id + '-n');
    if (line) line.textContent = line.dataset.words.replace('{n}', field.value.length);
  };

  // what somebody keeps stays in her browser
  const kept = () => { try { return JSON.parse(localStorage.getItem('kept') || '[]'); } catch { return []; } };
  const keep = entries => { try { localStorage.setItem('kept', JSON.stringify(entries)); } catch {} };
  const isKept = key => kept().some(each => each.key === key);
  const toggle = entry => keep(isKept(entry.key) ? kept().filter(each => each.key !== entry.key) : [...kept(), entry]);
  const keepButton = button => {
    const { keep: key, title, url } = button.dataset;
    const tell = () => button.setAttribute('aria-pressed', isKept(key));
    button.hidden = false;
    tell();
    button.addEventListener('click', () => { toggle({ key, title, url }); tell(); });
  };
  const keptList = list => {
    list.replaceChildren(...kept().filter(each => /^\/(?!\/)/.test(each.url)).map(each => {
      const row = document.createElement('li'), link = document.createElement('a'), button = document.createElement('button');
      row.className = 'row between';
      link.href = each.url;
      link.textContent = each.title;
      button.type = 'button';
      button.className = 'btn plain small';
      button.textContent = list.dataset.remove;
      button.setAttribute('aria-label', `${list.dataset.remove}: ${each.title}`);
      button.addEventListener('click', () => { toggle(each); keptList(list); });
      row.append(link, button);
      return row;
    }));
    document.querySelector('[data-kept-empty]').hidden = kept().length > 0;
  };
  // suggestions while typing, a moment after the last key: a combobox with a list (ARIA practices)
  const suggestions = field => {
    const list = document.getElementById(field.dataset.list), told = document.getElementById(`${field.dataset.list}-n`);
    let waiting, at = -1;
    const options = () => [...list.children];
    const open = () => !list.hidden;
    const close = () => { list.hidden = true; at = -1; field.setAttribute('aria-expanded', false); field.removeAttribute('aria-activedescendant'); };
    const go = place => {
      const all = options();
      at = (place + all.length) % all.length;
      all.forEach((option, n) => option.setAttribute('aria-selected', n === at));
      field.setAttribute('aria-activedescendant', all[at].id);
      all[at].scrollIntoView({ block: 'nearest' });
    };
    const choose = option => {
      field.value = option.textContent;
      close();
      // a search begins at once; elsewhere there is more to write, and the form is told of what was chosen
      if (field.form.matches('[role=search]')) field.form.requestSubmit(); else field.form.dispatchEvent(new Event('input'));
    };
    const show = items => {
      list.replaceChildren(...items.map((text, n) => {
        const option = Object.assign(document.createElement('li'), { textContent: text, id: `${list.id}-${n}` });
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', false);
        // the field keeps the focus
        option.addEventListener('mousedown', event => event.preventDefault());
        option.addEventListener('click', () => choose(option));
        return option;
      }));
      close();
      list.hidden = !items.length;
      field.setAttribute('aria-expanded', open());
      told.textContent = items.length ? told.dataset.words.replace('{n}', items.length) : '';
    };
    const ask = async () => {
      const typed = field.value;
      try {
        const { items } = await (await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`)).json();
        // what is typed in full needs no list, which would lie over what comes next
        if (field.value === typed && document.activeElement === field) show(items.length === 1 && items[0] === typed ? [] : items);
      } catch {}
    };
    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', false], ['aria-controls', list.id]]) field.setAttribute(name, value);
    field.addEventListener('input', () => {
      clearTimeout(waiting);
      if (field.value.trim().length < 2) show([]); else waiting = setTimeout(ask, 150);
    });
    field.addEventListener('keydown', event => {
      const { key } = event;
      if (key === 'ArrowDown' && !open() && options().length) { list.hidden = false; field.setAttribute('aria-expanded', true); go(0); }
      else if (!open()) return;
      else if (key === 'ArrowDown') go(at + 1);
      else if (key === 'ArrowUp') go(at < 0 ? -1 : at - 1);
      else if (key === 'Escape') close();
      else if (key === 'Enter' && at >= 0) choose(options()[at]);
      else return;
      event.preventDefault();
    });
    field.addEventListener('blur', close);
  };

  window.suggest = suggestions;
  // what may be there already, while somebody writes about something new
  const duplicates = box => {
    let waiting, newest = 0;
    box.closest('form').addEventListener('input', event => {
      if (!/^(title|name|street|post_code|website|email)$/.test(event.target.name)) return;
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const number = ++newest;
        try {
          const answer = await fetch(box.dataset.duplicates, { method: 'POST', body: new URLSearchParams(new FormData(box.closest('form'))) });
          const part = answer.ok ? await answer.text() : '';
          if (number === newest) box.innerHTML = part;
        } catch {}
      }, 500);
    });
  };

  // A link to a part that is folded together opens it.
  const unfold = () => { const part = location.hash.length > 1 && document.getElementById(location.hash.slice(1)); const fold = part && (part.closest('details') || part.querySelector('details.fold')); if (fold) fold.open = true; };
  addEventListener('click', event => { if (event.target.closest('a[href*="#"]')) setTimeout(unfold); });
  addEventListener('DOMContentLoaded', () => {
    if (matchMedia('(max-width:59.99rem)').matches) document.querySelectorAll('details.fold').forEach(fold => { fold.open = false; });
    delete root.dataset.loading;
    document.querySelectorAll('[data-duplicates]').forEach(duplicates);
    document.querySelectorAll('[data-keep]').forEach(keepButton);
    document.querySelectorAll('[data-kept]').forEach(keptList);
    document.querySelectorAll('[data-suggest]').forEach(suggestions);
    const button = document.querySelector('[data-theme-switch]');
    if (button) {
      button.hidden = false;
      show(button);
      button.addEventListener('click', () => {
        root.dataset.theme = dark() ? 'light' : 'dark';
        try { localStorage.setItem('theme', root.dataset.theme); } catch {}
        show(button);
      });
    }
    unfold();
    document.querySelectorAll('[data-counted]').forEach(field => { count(field); field.addEventListener('input', () => count(field)); });
    // an error summary is read first
    document.querySelector('.error-sum')?.focus();
    // a calendar is asked about more than a table
    document.querySelectorAll('[data-opens]').forEach(file => file.addEventListener('change', () => {
      if (/\.ics$/i.test(file.value)) document.getElementById(file.dataset.opens).open = true;
    }));
    // a file that is too large is not sent: what was typed beside it would be lost on the way
    document.querySelectorAll('input[data-too-large]').forEach(file => file.addEventListener('change', () => {
      const isTooLarge = file.files[0]?.size > file.dataset.most;
      file.setCustomValidity(isTooLarge ? file.dataset.tooLarge : '');
      if (isTooLarge) { file.reportValidity(); file.value = ''; }
    }));
    document.querySelectorAll('[data-print]').forEach(each => {
      each.hidden = false;
      each.addEventListener('click', event => { event.preventDefault(); print(); });
    });
  });
  // what is under way is looked at again and again, until it is done
  const watch = () => setTimeout(async () => {
    const part = document.querySelector('[data-watch]');
    if (!part) return;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), 'text/html');
      const now = page.getElementById(part.id);
      if (now) part.replaceWith(now);
    } catch {}
    watch();
  }, 2000);
  addEventListener('DOMContentLoaded', watch);
  // a form is sent once
  addEventListener('submit', event => {
    // what is shown in a frame may be asked for again and again
    if (event.target.method !== 'post' || event.submitter?.formTarget) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = 'yes';
    // what takes its time says so
    event.target.querySelectorAll('[data-waiting]').forEach(box => box.replaceChildren(document.createElement('progress'), box.dataset.waiting));
  });
  // the address of a list names what is chosen, and nothing that is not
  addEventListener('formdata', event => {
    if (event.target.matches('.filter')) [...event.formData].forEach(([name, value]) => value || event.formData.delete(name));
  });
  // on the way back a form shows what the list was made of, not what was ticked since
  addEventListener('pageshow', event => {
    const isBack = event.persisted || performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
    if (isBack) document.querySelectorAll('form.filter').forEach(form => form.reset());
  });
  addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => {
    delete form.dataset.sent;
    form.querySelectorAll('[data-waiting]').forEach(box => box.replaceChildren());
  }));
})();
