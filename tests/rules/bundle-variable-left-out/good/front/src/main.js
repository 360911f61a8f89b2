fetch(`${import.meta.env.VITE_API_URL}/me`);
window.wallet = import.meta.env.VITE_WALLET_PROJECT;
