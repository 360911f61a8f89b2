import os
import sys


def main():
    key = os.getenv('SHOP_KEY')
    if not key:
        sys.exit('no key')


if __name__ == '__main__':
    main()
