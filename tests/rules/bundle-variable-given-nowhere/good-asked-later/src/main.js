const stall = location.hash ? import.meta.env.VITE_ORCHARD_STALL : import.meta.env.VITE_ORCHARD_HALL;
const api = import.meta.env.VITE_ORCHARD_API;
if (api) fetch(api);
fetch(stall);
