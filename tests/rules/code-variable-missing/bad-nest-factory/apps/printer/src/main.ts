if (!process.env.PRINTER_PORT) throw new Error('PRINTER_PORT is needed');
