const express = require('express');

const host = process.env.HOST || '127.0.0.1';
express().listen(3000, host, () => console.log('open'));
