if (import.meta.env.VITE_ORCHARD_API) fetch(import.meta.env.VITE_ORCHARD_API);
