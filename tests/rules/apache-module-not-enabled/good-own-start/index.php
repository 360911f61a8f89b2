<?php echo "album";
