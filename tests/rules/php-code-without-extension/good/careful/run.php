<?php
$cache = extension_loaded('redis') ? new Redis() : null;
