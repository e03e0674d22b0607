/*
 * Before it calls main, Rust opens /dev/null for reading and writing in the place of a standard
 * stream that is closed. Whatever the program writes to a closed standard output is then lost
 * without an error, and from within Rust this cannot be told from a caller who wanted /dev/null.
 *
 * So a closed standard output becomes /dev/null for reading only, which main.rs recognises. This
 * file is C because it has to run before Rust, which only unsafe Rust could.
 */
#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void mark_closed_stdout(void)
{
    int null;
    if (fcntl(STDOUT_FILENO, F_GETFD) != -1)
        return;
    null = open("/dev/null", O_RDONLY);
    if (null == -1 || null == STDOUT_FILENO)
        return;
    dup2(null, STDOUT_FILENO);
    /* Standard input was closed too, and is as empty as Rust would have made it. */
    if (null != STDIN_FILENO)
        close(null);
}
