/* A row of layered normalised min-sum of LDPC, 8 edges and 128 checks, the steps of channel/coding/ldpc_row.wat, in vectors of W bytes of numbers of type T. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#define Z 128
#define D 8
#define ROWS 46
typedef T v __attribute__((vector_size(W)));
#define N (Z*sizeof(T)/W)
static v post[D*ROWS*N], msg[ROWS][D][N], val[D][N];
static void row(int r){
  for(unsigned i=0;i<N;i++){
    v m1=(v){}+100, m2=(v){}+100, sg=(v){};
    v*ps[D];
    for(int e=0;e<D;e++){ v*p=ps[e]=post+((r*7+e*13)%(D*ROWS))*N+i; v x=*p-msg[r][e][i]; val[e][i]=x; sg^=x; v s=x>>(8*sizeof(T)-1); v a=(x^s)-s; v gt=a>m1; v mx=(a&gt)|(m1&~gt); v l2=mx<m2; m2=(mx&l2)|(m2&~l2); m1=(m1&gt)|(a&~gt);}
    for(int e=0;e<D;e++){ v x=val[e][i]; v s=x>>(8*sizeof(T)-1); v a=(x^s)-s; v eq=a==m1; v m=(m2&eq)|(m1&~eq); m-=m>>2; v sn=(sg^x)>>(8*sizeof(T)-1); v n=(m^sn)-sn; msg[r][e][i]=n; *ps[e]=x+n;}
  }
}
int main(){ srand(1); T*q=(T*)post; for(size_t i=0;i<sizeof post/sizeof(T);i++)q[i]=rand()%31-15;
  struct timespec a,b; double best=1e9; for(int k=0;k<9;k++){ clock_gettime(CLOCK_PROCESS_CPUTIME_ID,&a); for(int it=0;it<400;it++)for(int r=0;r<ROWS;r++)row(r); clock_gettime(CLOCK_PROCESS_CPUTIME_ID,&b); double t=(b.tv_sec-a.tv_sec)+1e-9*(b.tv_nsec-a.tv_nsec); if(t<best)best=t;}
  printf("%.2f G edges/s (check %d)\n",400.0*ROWS*D*Z/best/1e9,(int)q[5]); }
