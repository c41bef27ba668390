// Reports that wait on this device: kept in IndexedDB with their photos, sent when the connection is there.
// Each has the key of its request, so that however often it is sent, the service makes one report of it.

const STORE = "drafts";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("phaen-monitoring", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** What one person keeps on this device for one project. */
export const idOf = (account, reference) => `${account}/${reference}`;
export const keep = (draft) => within("readwrite", (store) => store.put(draft));
export const find = (id) => within("readonly", (store) => store.get(id));
export const forget = (id) => within("readwrite", (store) => store.delete(id));

/** The reports of one person that wait to be sent. */
export async function waiting(account) {
  const all = await within("readonly", (store) => store.getAll());
  return all.filter((draft) => draft.account === account && draft.state === "waiting");
}

/**
 * Send one. Answers { done, location } when it was taken, { refused, errors } when something of it is wrong,
 * { signedOut } when nobody is signed in, { offline } when no answer came: then it stays as it is.
 */
export async function send(draft, token) {
  const body = new FormData();
  for (const [name, value] of draft.fields) body.append(name, value);
  for (const photo of draft.photos) body.append("photos[]", photo.blob, photo.name);
  let answer;
  try {
    answer = await fetch(draft.address, { method: "POST", body, headers: { "X-Token": token }, redirect: "error" });
  } catch {
    return { offline: true };
  }
  if (answer.status === 201) return { done: true, location: (await answer.json()).location };
  if (answer.status === 401 || answer.status === 403) return { signedOut: true };
  if (answer.status >= 500) return { offline: true };
  const told = await answer.json().catch(() => ({}));
  const whole = told.title_th ? { "": { th: told.detail_th || told.title_th, en: told.detail || told.title } } : {};
  return { refused: true, errors: told.errors || whole };
}
