// Drafts are kept by themselves while somebody writes; without this file the buttons do it.
addEventListener('DOMContentLoaded', () => {
  document.querySelectorAll('[data-blocks]').forEach(blocks => blocks.addEventListener('change', () => {
    const field = document.getElementById(blocks.dataset.blocks);
    if (blocks.value) field.value = field.value ? `${field.value}\n\n${blocks.value}` : blocks.value;
  }));

  // What could not be sent yet stays in this browser until it is.
  const shelf = {
    get: id => { try { return JSON.parse(localStorage.getItem(`draft:${id}`)); } catch { return null; } },
    put: (id, version, pairs, sent = false) => { try { localStorage.setItem(`draft:${id}`, JSON.stringify({ version, pairs, sent })); } catch {} },
    drop: id => { try { localStorage.removeItem(`draft:${id}`); } catch {} },
  };
  document.querySelectorAll('[data-draft-kept]').forEach(each => shelf.drop(each.dataset.draftKept));
  const form = document.querySelector('[data-draft]');
  if (!form) return;

  const id = form.dataset.draft;
  const line = document.querySelector('[data-saved]');
  const signin = document.querySelector('[data-signin]');
  const SEALS = ['zeichen', 'version', 'gesehen', 'aehnlich', 'tun'];
  const pairs = () => [...new FormData(form)].filter(([name]) => !SEALS.includes(name));
  const same = (some, others) => JSON.stringify(some.filter(([, value]) => value)) === JSON.stringify(others.filter(([, value]) => value));
  const shelve = sent => shelf.put(id, form.elements.version.value, pairs(), sent);
  const say = text => { line.querySelector('span').textContent = text; };
  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
  const SMALL = 60000;
  let timer, retry, running = null, again = false, dirty = false;

  const send = async () => {
    const body = new URLSearchParams(new FormData(form));
    const sent = pairs();
    const keepalive = body.toString().length < SMALL;
    dirty = false;
    shelve(true);
    try {
      const answer = await fetch(form.action, { method: 'POST', body, keepalive, headers: { 'X-Autosave': '1', Accept: 'application/json' } });
      signin.hidden = answer.status !== 401;
      if (answer.ok) {
        form.elements.version.value = (await answer.json()).version;
        if (same(pairs(), sent)) shelf.drop(id);
        else shelve(false);
        say(`${line.dataset.done}, ${clock()}`);
        return true;
      }
      say(line.dataset[{ 401: 'out', 412: 'stale', 409: 'stale' }[answer.status] || 'trouble']);
      if (answer.status === 401 || answer.status >= 500) later();
    } catch { say(line.dataset.trouble); later(); }
    dirty = true;
    shelve(false);
    return false;
  };
  // one at a time, so that each knows the version that the last one made
  const keep = () => {
    clearTimeout(timer);
    if (running) { again = true; return running; }
    running = send().finally(() => {
      running = null;
      if (again) { again = false; keep(); }
    });
    return running;
  };
  const later = () => { clearTimeout(retry); retry = setTimeout(keep, 10000); };
  const touched = () => {
    dirty = true;
    shelve(false);
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  };
  form.addEventListener('input', touched);
  form.addEventListener('submit', event => {
    clearTimeout(timer);
    clearTimeout(retry);
    again = dirty = false;
    if (!running) { shelve(true); return; }
    // what is under way makes a new version, which this one has to name
    event.preventDefault();
    event.stopPropagation();
    running.then(() => form.requestSubmit(event.submitter));
  });
  // whoever leaves takes nothing along: the last words are sent on the way out
  const leave = () => { if (dirty && document.visibilityState === 'hidden') keep(); };
  document.addEventListener('visibilitychange', leave);
  addEventListener('pagehide', () => { if (dirty) keep(); });
  addEventListener('focus', () => { if (dirty && !signin.hidden) keep(); });
  document.querySelector('[data-forget]')?.addEventListener('submit', () => { dirty = false; clearTimeout(timer); shelf.drop(id); });

  // rows: places, partners
  const more = box => {
    const number = Number(box.dataset.rows);
    box.dataset.rows = number + 1;
    const template = box.querySelector('template');
    const piece = document.createElement('div');
    piece.innerHTML = template.innerHTML.replaceAll('-@', `-${number}`).replaceAll('@', number + 1);
    const row = piece.firstElementChild;
    template.before(row);
    row.querySelectorAll('[data-suggest]').forEach(field => window.suggest?.(field));
    return row;
  };
  form.addEventListener('click', event => {
    const button = event.target.closest('[data-more],[data-less]');
    if (!button) return;
    event.preventDefault();
    const box = button.closest('[data-rows]');
    if (button.matches('[data-more]')) more(box).querySelector('input:not([type=hidden])').focus();
    else { button.closest('[data-row]').remove(); box.querySelector('[value^="mehr:"]').focus(); }
    touched();
  });

  // the point on the map
  document.querySelectorAll('[data-point]').forEach(box => {
    const [south, west, north, east] = box.dataset.bounds.split(' ').map(Number);
    const map = box.querySelector('[type=image]'), { lat, lon } = { lat: form.elements.lat, lon: form.elements.lon };
    const set = (newLat, newLon) => {
      lat.value = newLat === '' ? '' : Number(newLat).toFixed(5);
      lon.value = newLon === '' ? '' : Number(newLon).toFixed(5);
      map.src = lat.value ? `${box.dataset.map}?lat=${lat.value}&lon=${lon.value}` : box.dataset.map;
      box.querySelector('[role=status]').textContent = lat.value ? box.dataset.set : box.dataset.unset;
      touched();
    };
    map.classList.add('wide');
    map.addEventListener('click', event => {
      // the Enter key has no place: the form knows the middle of the district
      if (!event.detail) return;
      event.preventDefault();
      const { left, top, width, height } = map.getBoundingClientRect();
      set(north - (event.clientY - top) / height * (north - south), west + (event.clientX - left) / width * (east - west));
    });
    map.addEventListener('keydown', event => {
      const step = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      set((Number(lat.value) || (south + north) / 2) + step[0] * 0.001, (Number(lon.value) || (west + east) / 2) + step[1] * 0.0015);
    });
    box.querySelector('[data-unpoint]').addEventListener('click', event => { event.preventDefault(); set('', ''); });
  });

  // words from the last time that never arrived
  const kept = shelf.get(id);
  // a newer page than the one they were sent from has them already
  const arrived = kept?.sent && Number(kept.version) < Number(form.elements.version.value);
  if ('unsaved' in form.dataset) shelve(false);
  else if (kept && !arrived && !same(kept.pairs, pairs())) {
    document.querySelectorAll('[data-rows]').forEach(box => {
      const rows = kept.pairs.map(([name]) => name.match(new RegExp(`^${box.id}-(\\d+)-`))?.[1]).filter(Boolean).map(Number);
      while (rows.length && Number(box.dataset.rows) <= Math.max(...rows)) more(box);
    });
    const values = Map.groupBy ? Map.groupBy(kept.pairs, ([name]) => name) : new Map();
    if (!values.size) kept.pairs.forEach(pair => values.set(pair[0], [...(values.get(pair[0]) || []), pair]));
    [...form.elements].filter(field => field.name && !SEALS.includes(field.name)).forEach(field => {
      const own = (values.get(field.name) || []).map(([, value]) => value);
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = own.includes(field.value);
      else if (own.length) field.value = own[0];
    });
    form.elements.version.value = kept.version;
    document.querySelector('[data-returned]').hidden = false;
    keep();
  } else shelf.drop(id);

  // pictures are sent without leaving the page
  const upload = (action, body, box) => new Promise((done, failed) => {
    const request = new XMLHttpRequest(), bar = box.querySelector('[data-progress]');
    bar.hidden = false;
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      bar.firstElementChild.value = loaded / total * 100;
      box.querySelector('[data-word]').textContent = box.dataset.way.replace('{n}', Math.round(loaded / total * 100));
    });
    request.addEventListener('load', () => done(request));
    request.addEventListener('error', failed);
    request.open('POST', action);
    request.send(body);
  });
  document.addEventListener('submit', async event => {
    const box = event.target.closest('[data-pictures]');
    if (!box) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const part = event.target, word = box.querySelector('[data-word]'), [file] = part.elements.bild?.files || [];
    if (file?.size > box.dataset.most) { word.textContent = box.dataset.large; return; }
    if (running) await running;
    if (dirty) await keep();
    try {
      const answer = await upload(part.action, new FormData(part), box);
      const page = new DOMParser().parseFromString(answer.responseText, 'text/html');
      const now = page.getElementById('bilder');
      if (!now) throw new Error(answer.status);
      form.elements.version.value = page.querySelector('[data-draft] [name=version]').value;
      box.replaceWith(now);
      now.querySelector('[data-word]').textContent = now.querySelector('.error') ? '' : now.dataset.there;
      now.querySelector(now.querySelector('.error') ? '[name=bild]' : 'button').focus();
    } catch {
      box.querySelector('[data-progress]').hidden = true;
      word.textContent = box.dataset.trouble;
    }
  }, true);
});
