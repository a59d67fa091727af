export interface FetchedPage {
  ok: boolean;
  url: string;
  redirected: boolean;
  document: Document;
}

/** Fetches a page of this site and parses it; no script of it runs. */
export async function fetchPage(url: string, init: RequestInit = {}): Promise<FetchedPage> {
  const response = await fetch(url, { ...init, headers: { Accept: "text/html" }, credentials: "same-origin" });
  const html = await response.text();
  return {
    ok: response.ok,
    url: response.url,
    redirected: response.redirected,
    document: new DOMParser().parseFromString(html, "text/html"),
  };
}
