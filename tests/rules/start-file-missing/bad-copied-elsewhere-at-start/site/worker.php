<?php
echo "work";
