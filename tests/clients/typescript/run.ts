import { journey } from "./journey";

declare const process: { env: Record<string, string | undefined> };

const { RAPPORT_ADDRESS: address, RAPPORT_EMAIL: email, RAPPORT_PASSWORD: password } = process.env;
if (!address || !email || !password) throw new Error("RAPPORT_ADDRESS, RAPPORT_EMAIL and RAPPORT_PASSWORD say where to sign in.");
await journey({ address, email, password });
console.log("The journey is done.");
