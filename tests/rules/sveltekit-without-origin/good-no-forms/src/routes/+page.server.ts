export const load = () => ({ now: 1 });
