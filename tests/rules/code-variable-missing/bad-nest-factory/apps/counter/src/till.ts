export function makeTill() {
  if (!process.env.TILL_KEY) {
    throw new Error('TILL_KEY is needed');
  }
  return { key: process.env.TILL_KEY };
}

export function open(drawer: string) {
  if (!process.env.DRAWER_CODE) {
    throw new Error(`no code for ${drawer}`);
  }
}
