const express = require('express');
const ms = require('ms');

express().listen(ms('1s'));
