"""``python -m sk_hpo``: look into checkpoint files."""

from sk_hpo.command import main

if __name__ == "__main__":
    main()
