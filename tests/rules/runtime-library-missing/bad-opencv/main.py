import time
import cv2
time.sleep(1000)
