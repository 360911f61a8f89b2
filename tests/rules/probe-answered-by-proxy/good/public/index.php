<?php
echo 'vault';
